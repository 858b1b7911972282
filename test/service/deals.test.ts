import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser, CAR } from "./browser";
import { serviceOn, untilReady, type RunningService } from "./harness";

let servers: DataServers;
let service: RunningService;
let ada: Browser;
let eve: Browser;

beforeAll(async () => {
  servers = await startDataServers();
  service = await serviceOn(servers);
  await untilReady(service);
  ada = await Browser.signedIn(service.url);
  eve = await Browser.signedIn(service.url);
});

afterAll(async () => {
  await service.stop();
  await servers.close();
});

const at = (id: string) => `/api/v1/deals/${id}`;

describe("a deal", () => {
  it("is created with its owner, defaults, and a Location header", async () => {
    const { status, headers, body } = await ada.post("/api/v1/deals", CAR);
    expect(status).toBe(201);
    expect(headers.get("Location")).toBe(at(String(body.id)));
    expect(body).toEqual({
      ...CAR,
      id: expect.any(String),
      owner_id: (await ada.get("/api/v1/auth/me")).body.id,
      offer_price: null,
      notes: null,
      status: "pending",
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
    expect(await ada.get(at(String(body.id)))).toMatchObject({ status: 200, body });
  });

  it.each([
    ["vehicle_vin", "1HGCM82633A00435O"],
    ["vehicle_vin", "1HGCM82633A00435"],
    ["vehicle_year", 1899],
    ["vehicle_year", new Date().getUTCFullYear() + 3],
    ["vehicle_year", 2020.5],
    ["vehicle_mileage", -1],
    ["vehicle_mileage", 1_000_001],
    ["asking_price", 99.99],
    ["asking_price", 10_000_000.01],
    ["asking_price", 500.005],
    ["asking_price", "500"],
    ["customer_email", "nobody"],
    ["customer_name", " "],
    ["notes", "x".repeat(5001)],
    ["notes", "half a \ud83d"],
    ["status", "won"],
    ["owner_id", "7c9e6679-7425-40de-944b-e07fc1f90ae7"],
  ])("is rejected with %s %j", async (field, value) => {
    const { status, body } = await ada.post("/api/v1/deals", { ...CAR, [field]: value });
    expect(status).toBe(422);
    expect(JSON.stringify(body.errors)).toContain(field);
  });

  it("changes only in the given fields, including to null, and is read back as changed", async () => {
    const id = await ada.deal({ notes: "blue" });
    await ada.get(at(id));
    const change = { offer_price: 17_000, notes: null, vehicle_vin: "1hgcm82633a004353" };
    const { status, body } = await ada.put(at(id), change);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...CAR,
      offer_price: 17_000,
      notes: null,
      vehicle_vin: "1HGCM82633A004353",
      status: "pending",
    });
    expect((await ada.get(at(id))).body).toEqual(body);
    expect((await ada.put(at(id), {})).status).toBe(422);
    expect((await ada.put(at(id), { notes: "half a \ud83d" })).status).toBe(422);
    expect((await ada.put(at(id), { notes: "a whole \u{1f697}" })).status).toBe(200);
  });

  it("is deleted for good", async () => {
    const id = await ada.deal();
    await ada.get(at(id));
    expect(await ada.delete(at(id))).toMatchObject({ status: 204, body: "" });
    expect((await ada.get(at(id))).status).toBe(404);
    expect((await ada.delete(at(id))).status).toBe(404);
    expect((await ada.put(at(id), { notes: "x" })).status).toBe(404);
  });

  it("is found only by its owner, cached or not", async () => {
    const id = await ada.deal();
    const attempts = async () => [
      (await eve.get(at(id))).status,
      (await eve.put(at(id), { status: "cancelled" })).status,
      (await eve.delete(at(id))).status,
    ];
    expect(await attempts()).toEqual([404, 404, 404]);
    await ada.get(at(id));
    expect(await attempts()).toEqual([404, 404, 404]);
    expect((await ada.get(at(id))).body.status).toBe("pending");
    expect((await eve.get("/api/v1/deals")).body.total).toBe(0);
  });

  it.each(["999", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "%00"])("%s is not found", async (id) => {
    expect((await ada.get(at(id))).status).toBe(404);
  });

  it("requires authentication", async () => {
    const stranger = new Browser(service.url);
    const answers = [
      await stranger.get("/api/v1/deals"),
      await stranger.post("/api/v1/deals", CAR),
      await stranger.get(at("1")),
      await stranger.put(at("1"), {}),
      await stranger.delete(at("1")),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  });
});

describe("the list", () => {
  it("shows the newest deals first, one page at a time", async () => {
    const bob = await Browser.signedIn(service.url);
    for (const notes of ["first", "second", "third"]) await bob.deal({ notes });
    const { status, body } = await bob.get("/api/v1/deals?skip=1&limit=1");
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 3, skip: 1, limit: 1, items: [{ notes: "second" }] });
    expect((await bob.get("/api/v1/deals")).body).toMatchObject({
      skip: 0,
      limit: 20,
      items: [{ notes: "third" }, { notes: "second" }, { notes: "first" }],
    });
    // The path as in the original API.
    expect((await bob.get("/api/v1/deals/")).body.total).toBe(3);
  });

  it.each(["skip=-1", "limit=0", "limit=101", "limit=many", "skip=1&skip=2", "page=1"])(
    "rejects %s",
    async (query) => {
      expect((await ada.get(`/api/v1/deals?${query}`)).status).toBe(422);
    },
  );
});

describe("a deal's status", () => {
  it.each([
    ["pending", "in_progress", 200],
    ["pending", "cancelled", 200],
    ["pending", "completed", 409],
    ["pending", "pending", 200],
    ["in_progress", "completed", 200],
    ["in_progress", "cancelled", 200],
    ["in_progress", "pending", 409],
    ["completed", "pending", 409],
    ["completed", "in_progress", 409],
    ["completed", "cancelled", 409],
    ["completed", "completed", 200],
    ["cancelled", "pending", 409],
    ["cancelled", "in_progress", 409],
    ["cancelled", "completed", 409],
  ])("changing from %s to %s responds with %i", async (from, to, expected) => {
    const id = await ada.deal({ status: from });
    const { status, body } = await ada.put(at(id), { status: to, notes: "changed" });
    expect(status).toBe(expected);
    if (expected === 409)
      expect(body).toMatchObject({ status: 409, from, allowed: expect.any(Array) });
    expect((await ada.get(at(id))).body).toMatchObject(
      expected === 200 ? { status: to, notes: "changed" } : { status: from, notes: null },
    );
  });

  it("accepts only one of two conflicting changes", async () => {
    const id = await ada.deal({ status: "in_progress" });
    const both = await Promise.all(
      ["completed", "cancelled"].map((status) => ada.put(at(id), { status })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

it("limits each user's requests across replicas", async () => {
  const limit = { RATE_LIMIT_API_PER_HOUR: "5" };
  const replicas = [await serviceOn(servers, limit), await serviceOn(servers, limit)] as const;
  try {
    for (const replica of replicas) await untilReady(replica);
    const [here, there] = [await Browser.signedIn(replicas[0].url), new Browser(replicas[1].url)];
    for (const [name, value] of here.cookies) there.cookies.set(name, value);
    for (const browser of [here, there, here, there, here]) {
      expect((await browser.get("/api/v1/auth/me")).status).toBe(200);
    }
    const { status, headers } = await there.get("/api/v1/auth/me");
    expect(status).toBe(429);
    expect(Number(headers.get("Retry-After"))).toBeGreaterThan(3500);
    const other = await Browser.signedIn(replicas[1].url);
    expect((await other.get("/api/v1/auth/me")).status).toBe(200);
  } finally {
    for (const replica of replicas) await replica.stop();
  }
});
