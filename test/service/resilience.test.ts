import { startDataServers, type DataServers } from "../support/dataServers";
import { livedTime } from "../support/livedTime";
import { Browser, CAR, PASSWORD, type Reply } from "./browser";
import { serviceOn, statusOf, until, untilReady, type RunningService } from "./harness";

// The promised limit, plus what a busy machine may add.
const MOST_MS = 3000 + 1000;

let servers: DataServers;
let service: RunningService;
let browser: Browser;
let deal: string;

beforeAll(async () => {
  servers = await startDataServers();
  service = await serviceOn(servers, { RATE_LIMIT_AUTH_PER_15MIN: "2" });
  await untilReady(service);
});

afterAll(async () => {
  await service.stop();
  await servers.close();
});

beforeEach(async () => {
  browser = await Browser.signedIn(service.url);
  deal = `/api/v1/deals/${await browser.deal()}`;
});

afterEach(async () => {
  await Promise.all([servers.postgres.thaw(), servers.redis.thaw()]);
  await Promise.all([servers.postgres.start(), servers.redis.start()]);
  await untilReady(service);
});

async function inTime<T>(request: () => Promise<T>): Promise<T> {
  const lived = livedTime();
  const reply = await request().finally(lived);
  expect(lived()).toBeLessThan(MOST_MS);
  return reply;
}

const failing = async () => (await inTime(() => browser.get("/ready"))).body.failing;

async function expectUnavailable(request: () => Promise<Reply>): Promise<void> {
  const { status, headers, body } = await inTime(request);
  expect([status, Number(headers.get("Retry-After"))]).toEqual([503, 5]);
  expect(body).toMatchObject({ status: 503, title: "Service Unavailable" });
  expect(JSON.stringify(body)).not.toMatch(/ECONN|socket|\.ts/);
}

const outages = [
  ["stopped", () => servers.postgres.stop()],
  ["frozen", () => servers.postgres.freeze()],
] as const;

describe.each(outages)("with PostgreSQL %s", (_how, begin) => {
  it("responds 503 in time to requests that need it, serves the rest, and recovers by itself", async () => {
    const kept = `/api/v1/deals/${await browser.deal()}`;
    // This puts it into Redis.
    expect((await browser.get(kept)).status).toBe(200);
    await begin();
    const needing: readonly (() => Promise<Reply>)[] = [
      () => browser.get("/api/v1/auth/me"),
      () => browser.get("/api/v1/deals"),
      () => browser.post("/api/v1/deals", CAR),
      () => browser.put(deal, { notes: "x" }),
      () => browser.delete(deal),
      () => browser.login(),
      () => browser.login(),
      () => new Browser(service.url).signUp(),
      () => browser.post("/api/v1/auth/refresh"),
      () => browser.post("/api/v1/auth/logout"),
    ];
    await Promise.all(needing.map(expectUnavailable));
    expect(await failing()).toEqual(["postgresql"]);
    expect((await browser.get("/health")).status).toBe(200);
    expect((await browser.get("/ready?scope=own")).status).toBe(200);
    expect((await browser.get(kept)).status).toBe(200);

    const scrape = await inTime(() => service.scrape());
    // They cannot be counted now: 0 or the last value would be wrong.
    expect(scrape.nonZero("autodealgenie_deals")).toEqual({});
    expect(scrape.value("autodealgenie_deals", { status: "pending" })).toBeUndefined();
    expect(scrape.value("autodealgenie_active_users")).toBeGreaterThan(0);
    const labels = { operation: "select", table: "users" };
    expect(scrape.value("autodealgenie_db_query_errors_total", labels)).toBeGreaterThan(0);

    await servers.postgres.thaw();
    await servers.postgres.start();
    await untilReady(service);
    // The limit is 2: requests during the outage were not counted.
    expect((await browser.login(browser.email, PASSWORD)).status).toBe(200);
    expect((await browser.get(deal)).status).toBe(200);
    const after = await service.scrape();
    expect(after.value("autodealgenie_deals", { status: "pending" })).toBeGreaterThan(0);
  });
});

it("survives losing a connection in the middle of a transaction", async () => {
  const client = await servers.superuser();
  await client.query("BEGIN");
  await client.query("LOCK TABLE refresh_tokens IN ACCESS EXCLUSIVE MODE");
  const waiting = browser.post("/api/v1/auth/refresh");
  const kill =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
  await until("killed", async () => ((await client.query(kill)).rowCount ?? 0) > 0);
  expect((await waiting).status).toBe(503);
  await client.query("ROLLBACK");
  await client.end();
  // Nothing in the transaction was stored.
  expect((await browser.post("/api/v1/auth/refresh")).status).toBe(200);
});

const cacheOutages = [
  ["stopped", () => servers.redis.stop()],
  ["frozen", () => servers.redis.freeze()],
] as const;

describe.each(cacheOutages)("with Redis %s", (_how, begin) => {
  it("serves everything from PostgreSQL, without rate limits, and /ready lists Redis as failing", async () => {
    await begin();
    expect(await failing()).toEqual(["redis"]);
    expect((await browser.get("/ready?scope=own")).status).toBe(200);
    expect((await inTime(() => browser.login())).status).toBe(200);
    expect((await inTime(() => browser.get(deal))).status).toBe(200);
    const change = () => browser.put(deal, { status: "in_progress" });
    expect((await inTime(change)).status).toBe(200);
    expect((await inTime(() => browser.get(deal))).body.status).toBe("in_progress");
    const wrong = Array.from({ length: 3 }, () => browser.login(browser.email, "wrong"));
    for (const { status } of await Promise.all(wrong)) expect(status).toBe(401);
    expect((await inTime(() => browser.login())).status).toBe(200);
    const scrape = await service.scrape();
    expect(scrape.value("autodealgenie_active_users")).toBeUndefined();
    expect(scrape.value("autodealgenie_deals", { status: "pending" })).toBeDefined();
  });
});

it("serves no outdated cache entries after Redis recovers", async () => {
  await browser.get(deal);
  await servers.redis.freeze();
  expect((await browser.put(deal, { status: "cancelled" })).status).toBe(200);
  await servers.redis.thaw();
  await untilReady(service);
  expect((await browser.get(deal)).body.status).toBe("cancelled");
});

it("starts before PostgreSQL and Redis do", async () => {
  await Promise.all([servers.postgres.stop(), servers.redis.stop()]);
  const early = await serviceOn(servers);
  try {
    expect(await statusOf(`${early.url}/health`)).toBe(200);
    expect((await new Browser(early.url).get("/ready")).body.failing).toEqual([
      "schema",
      "postgresql",
      "redis",
    ]);
    expect((await new Browser(early.url).get("/ready?scope=own")).body.failing).toEqual(["schema"]);
    await expectUnavailable(() => new Browser(early.url).signUp());
    await Promise.all([servers.postgres.start(), servers.redis.start()]);
    await untilReady(early);
    expect((await Browser.signedIn(early.url)).cookies.size).toBe(2);
  } finally {
    await early.stop();
  }
});

it("logs the outage and the recovery of a server once each, not per request", async () => {
  const begin = service.log.length;
  await servers.redis.stop();
  for (let n = 0; n < 5; n++) await browser.get(deal);
  await servers.redis.start();
  await untilReady(service);
  await browser.get(deal);
  const lines = service.log.slice(begin).filter(({ dependency }) => dependency === "redis");
  expect(lines.map(({ level, msg }) => [level, String(msg).slice(0, 15)])).toEqual([
    ["warn", "does not answer"],
    ["info", "answers again"],
  ]);
});
