import { startDataServers, type DataServers } from "../support/dataServers";
import { livedTime } from "../support/livedTime";
import { startMongoServer, type MongoServer } from "../support/mongodb";
import { Browser } from "./browser";
import { serviceOn, until, untilReady, type RunningService } from "./harness";
import { LlmServer, MODEL } from "./llmServer";

const SEARCHES = "/api/v1/searches";
const PREFERENCES = "/api/v1/preferences";
const ANSWERS = "/api/v1/llm-answers";
const WISHES = { budget: 20_000, makes: ["Honda"] };

/**
 * The longest that a request may take while MongoDB is down: its features are rejected immediately, and nothing else
 * uses it.
 */
const MOST_MS = 2000 + 1000;

let servers: DataServers;
let mongo: MongoServer;
let service: RunningService;
let ada: Browser;
const llm = new LlmServer();

beforeAll(async () => {
  [servers, mongo] = await Promise.all([startDataServers(), startMongoServer()]);
  const keyFile = servers.passwordFile;
  service = await serviceOn(servers, {
    ...mongo.environment,
    MONGODB_SEARCHES_KEPT_DAYS: "30",
    MONGODB_ANSWERS_KEPT_DAYS: "60",
    LLM_BASE_URL: await llm.start(),
    LLM_MODEL: MODEL,
    LLM_API_KEY_FILE: keyFile,
  });
  await untilReady(service);
  ada = await Browser.signedIn(service.url);
  await untilKept();
});

beforeEach(async () => {
  llm.reset();
  ada = await Browser.signedIn(service.url);
});

afterEach(async () => {
  mongo.thaw();
  await mongo.start();
  await untilKept();
});

afterAll(async () => {
  await service.stop();
  await Promise.all([servers.close(), mongo.close(), llm.stop()]);
});

const untilKept = () =>
  until("MongoDB answers", async () => (await ada.get(SEARCHES)).status === 200);

const search = (more: Record<string, unknown> = {}) =>
  ada.post("/api/v1/vehicles/search", { make: "Honda", ...more });

/** Waits for what is written asynchronously. */
const untilThere = (path: string, total: number) =>
  until(`${total} under ${path}`, async () => (await ada.get(path)).body.total === total);

const documents = (name: string) => mongo.admin.db("autodealgenie").collection(name);

describe("the search history", () => {
  it("contains criteria and result counts, and is visible only to its user", async () => {
    const eve = await Browser.signedIn(service.url);
    const answer = await search({ price_max: 15_000 });
    expect(answer.status).toBe(200);
    await untilThere(SEARCHES, 1);
    const { body } = await ada.get(SEARCHES);
    expect(body).toEqual({
      items: [
        {
          search_type: "search",
          criteria: { make: "Honda", price_max: 15_000, limit: 20 },
          found: (answer.body.vehicles as readonly object[]).length,
          created_at: expect.stringMatching(/Z$/),
        },
      ],
      total: 1,
      skip: 0,
      limit: 20,
    });
    expect((await eve.get(SEARCHES)).body.total).toBe(0);
  });

  it("includes recommendations and comparisons, newest first, one page at a time", async () => {
    await search();
    await untilThere(SEARCHES, 1);
    await ada.post("/api/v1/vehicles/recommendations", WISHES);
    await untilThere(SEARCHES, 2);
    const vins = ["1HGCM82633A004352", "1HGCM82633A004353"];
    await ada.post("/api/v1/vehicles/compare", { vins });
    await untilThere(SEARCHES, 3);
    const { body } = await ada.get(`${SEARCHES}?skip=0&limit=2`);
    expect(body.items).toMatchObject([
      { search_type: "comparison", criteria: { vins } },
      { search_type: "recommendation" },
    ]);
    const rest = await ada.get(`${SEARCHES}?skip=2&limit=2`);
    expect(rest.body).toMatchObject({ total: 3, items: [{ search_type: "search" }] });
    expect((await ada.get(`${SEARCHES}?limit=101`)).status).toBe(422);
  });

  it("is deleted on its user's request, without affecting other users", async () => {
    const eve = await Browser.signedIn(service.url);
    await eve.post("/api/v1/vehicles/search", {});
    await until("Eve's", async () => (await eve.get(SEARCHES)).body.total === 1);
    await search();
    await untilThere(SEARCHES, 1);
    expect((await ada.delete(SEARCHES)).status).toBe(204);
    expect((await ada.get(SEARCHES)).body.total).toBe(0);
    expect((await eve.get(SEARCHES)).body.total).toBe(1);
  });

  it("expires after the configured retention, and is not returned from then on", async () => {
    await search();
    await untilThere(SEARCHES, 1);
    const { body } = await ada.get(SEARCHES);
    const created_at = new Date(String(body.items[0].created_at));
    const [found] = await documents("searches").find({ created_at }).toArray();
    expect(Number(found?.expires_at) - created_at.getTime()).toBe(30 * 24 * 3600 * 1000);
    // FerretDB does not expire documents. What can be tested is that the service no longer returns one.
    await documents("searches").updateOne(
      { _id: found?._id },
      { $set: { expires_at: new Date(Date.now() - 1) } },
    );
    expect((await ada.get(SEARCHES)).body).toMatchObject({ items: [], total: 0 });
  });

  it("has an index by user, and logs that this server does not support the TTL index", async () => {
    await search();
    await untilThere(SEARCHES, 1);
    const keys = (await documents("searches").indexes()).map(({ key }) => key);
    expect(keys).toContainEqual({ user_id: 1, created_at: -1 });
    const said = service.log.filter(({ msg }) => String(msg).includes("TTL"));
    expect(said.map(({ collection }) => collection)).toContain("searches");
  });
});

describe("preferences", () => {
  it("are set, read, replaced, and deleted", async () => {
    expect((await ada.get(PREFERENCES)).status).toBe(404);
    const { status, body } = await ada.put(PREFERENCES, WISHES);
    expect(status).toBe(200);
    const kept = { ...WISHES, body_types: [], year_min: null, mileage_max: null };
    expect(body).toEqual({ ...kept, updated_at: expect.stringMatching(/Z$/) });
    expect((await ada.get(PREFERENCES)).body).toEqual(body);
    expect((await ada.put(PREFERENCES, { year_min: 2020 })).body).toMatchObject({
      makes: [],
      budget: null,
      year_min: 2020,
    });
    expect((await ada.delete(PREFERENCES)).status).toBe(204);
    expect((await ada.delete(PREFERENCES)).status).toBe(404);
  });

  it.each([{ budget: -1 }, { makes: "Honda" }, { makes: { $gt: "" } }, { user_id: "x" }])(
    "are rejected with %j",
    async (wrong) => {
      expect((await ada.put(PREFERENCES, wrong)).status).toBe(422);
    },
  );
});

describe("the language model's answers", () => {
  const negotiate = async () =>
    ada.post("/api/v1/negotiations", {
      deal_id: await ada.deal(),
      user_target_price: 15_000,
      strategy: "firm",
    });

  it("are stored with their prompts, and are visible only to their user", async () => {
    const eve = await Browser.signedIn(service.url);
    expect((await negotiate()).status).toBe(201);
    await untilThere(ANSWERS, 1);
    const { items } = (await ada.get(ANSWERS)).body;
    expect(items).toEqual([
      {
        prompt_type: "negotiation",
        model: MODEL,
        instructions: expect.stringMatching(/^You advise/),
        facts: expect.stringContaining('"strategy":"firm"'),
        answer: "As the model puts it.",
        seconds: expect.any(Number),
        created_at: expect.stringMatching(/Z$/),
      },
    ]);
    expect((await eve.get(ANSWERS)).body.total).toBe(0);
    const [found] = await documents("llm_answers").find().sort({ created_at: -1 }).toArray();
    expect(Number(found?.expires_at) - Number(found?.created_at)).toBe(60 * 24 * 3600 * 1000);
  });
});

const outages = [
  ["killed", () => mongo.kill()],
  [
    "frozen",
    async () => {
      mongo.freeze();
      await Promise.resolve();
    },
  ],
] as const;

describe.each(outages)("with MongoDB %s", (_how, begin) => {
  it("only its features respond with 503, with the reason, and they recover automatically", async () => {
    await ada.put(PREFERENCES, WISHES);
    await begin();
    await until("seen", async () => (await ada.get(PREFERENCES)).status === 503);
    const labels = { collection: "searches", operation: "insert" };
    const lost = async () =>
      (await service.scrape()).value("autodealgenie_mongodb_operation_errors_total", labels)!;
    const before = await lost();
    const refused = [
      () => ada.get(SEARCHES),
      () => ada.delete(SEARCHES),
      () => ada.put(PREFERENCES, {}),
      () => ada.get(ANSWERS),
    ];
    for (const request of refused) {
      const lived = livedTime();
      const { status, headers, body } = await request().finally(lived);
      expect(lived()).toBeLessThan(MOST_MS);
      expect([status, headers.get("Retry-After")]).toEqual([503, "5"]);
      expect(body.detail).toBe("A part of the service, mongodb, does not answer now.");
    }
    const lived = livedTime();
    expect((await search()).status).toBe(200);
    expect((await ada.post("/api/v1/vehicles/recommendations", WISHES)).status).toBe(200);
    lived();
    expect(lived()).toBeLessThan(MOST_MS);
    expect((await ada.get("/ready")).status).toBe(200);
    await until("counted", async () => (await lost()) === before + 2);

    mongo.thaw();
    await mongo.start();
    await until("back", async () => (await ada.get(PREFERENCES)).status === 200);
    expect((await ada.get(PREFERENCES)).body).toMatchObject(WISHES);
    const said = service.log.filter(({ dependency }) => dependency === "mongodb");
    expect(said.at(-1)).toMatchObject({ msg: "answers again" });
  });
});

it("counts and measures each MongoDB operation and the pool's connections", async () => {
  const labels = { collection: "preferences", operation: "update" };
  const name = "autodealgenie_mongodb_operation_duration_seconds_count";
  const before = (await service.scrape()).value(name, labels)!;
  await ada.put(PREFERENCES, {});
  const scrape = await service.scrape();
  expect(scrape.value(name, labels)).toBe(before + 1);
  expect(scrape.value("autodealgenie_mongodb_pool_max_connections")).toBe(10);
  const pool = (state: string) => scrape.value("autodealgenie_mongodb_pool_connections", { state });
  expect([pool("active"), pool("waiting")]).toEqual([0, 0]);
  expect(pool("idle")).toBeGreaterThan(0);
});

it("requires authentication for searches, preferences, and answers", async () => {
  const stranger = new Browser(service.url);
  const answers = [SEARCHES, PREFERENCES, ANSWERS].map((path) => stranger.get(path));
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([401, 401, 401]);
});

it.each([
  ["dealers", true],
  ["admin", false],
])(
  "signs in as a user that is defined in another database: looked up in %s, %s",
  async (authSource, signsIn) => {
    const dealers = mongo.admin.db("dealers");
    const { username: user, password } = { ...mongo.asBackend, username: "dealers-app" };
    await dealers.command({ dropUser: user }).catch(() => undefined);
    await dealers.command({ createUser: user, pwd: password, roles: [] });
    const other = await serviceOn(servers, {
      ...mongo.environment,
      MONGODB_URI: `mongodb://127.0.0.1:${mongo.port}/dealers?retryWrites=false`,
      MONGODB_USER: user,
      MONGODB_AUTH_SOURCE: authSource,
    });
    try {
      await untilReady(other);
      const bob = await Browser.signedIn(other.url);
      if (signsIn) {
        await until("kept", async () => (await bob.put(PREFERENCES, WISHES)).status === 200);
        expect(await dealers.collection("preferences").countDocuments()).toBe(1);
      } else {
        const reasons = () =>
          other.log.flatMap(({ dependency, err }) => (dependency === "mongodb" ? [err] : []));
        await until("rejected", () => Promise.resolve(reasons().length > 0));
        // Who is on call sees why, not only that.
        expect(reasons()).toEqual([
          expect.objectContaining({
            message: expect.stringContaining("Authentication failed") as unknown,
          }),
        ]);
        expect((await bob.put(PREFERENCES, WISHES)).status).toBe(503);
      }
    } finally {
      await other.stop();
    }
  },
);

describe("a stack without MongoDB", () => {
  it("responds with 503 for MongoDB's features, exposes no MongoDB metrics, and still searches", async () => {
    const without = await serviceOn(servers);
    try {
      await untilReady(without);
      const bob = await Browser.signedIn(without.url);
      const kept = { [SEARCHES]: "searches", [PREFERENCES]: "preferences" };
      for (const [path, what] of Object.entries(kept)) {
        const { status, body } = await bob.get(path);
        expect([status, body.detail]).toEqual([
          503,
          `This service keeps no ${what}: it has no MongoDB.`,
        ]);
      }
      expect((await bob.get(ANSWERS)).status).toBe(503);
      expect((await bob.post("/api/v1/vehicles/search", {})).status).toBe(200);
      const page = await (await fetch(`${without.url}/metrics`)).text();
      expect(page).not.toMatch(/^autodealgenie_mongodb/m);
    } finally {
      await without.stop();
    }
  });
});

it("starts without MongoDB, and connects once it is available", async () => {
  await mongo.kill();
  const early = await serviceOn(servers, mongo.environment);
  try {
    await untilReady(early);
    const bob = await Browser.signedIn(early.url);
    expect((await bob.get(PREFERENCES)).status).toBe(503);
    await mongo.start();
    await until("there", async () => (await bob.get(SEARCHES)).status === 200);
  } finally {
    await early.stop();
  }
});
