import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import IoRedis from "ioredis";

import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser, type Reply } from "./browser";
import { fakeApi, json, listing, listings, type FakeApi } from "./fakeApi";
import { serviceOn, untilReady, type RunningService } from "./harness";

const KEY = "key-that-nobody-may-see";
const SEARCH = "/api/v1/vehicles/search";
const MARKET_VIN = "1HGFC2F69LA999999";

let servers: DataServers;
let api: FakeApi;
let service: RunningService;
let ada: Browser;
let market: Record<string, string>;

beforeAll(async () => {
  servers = await startDataServers();
  api = await fakeApi(listings());
  const keyFile = join(tmpdir(), `adg-vehicle-key-${process.pid}`);
  await writeFile(keyFile, `${KEY}\n`);
  market = { VEHICLE_API_URL: `${api.url}/vehicle-api/`, VEHICLE_API_KEY_FILE: keyFile };
  service = await serviceOn(servers, market);
  await untilReady(service);
  ada = await Browser.signedIn(service.url);
}, 60_000);

beforeEach(() => {
  api.answer = listings();
  api.asked.length = 0;
});

afterAll(async () => {
  await service.stop();
  await api.close();
  await servers.close();
});

interface Car {
  readonly vin: string;
  readonly price: number;
  readonly year: number;
  readonly mileage: number;
  readonly source: string;
}
const carsIn = (reply: Reply): Car[] => reply.body.vehicles;
const value = async (name: string, labels: Record<string, string>) =>
  (await service.scrape()).value(name, labels) ?? 0;

/** For how many more seconds Redis keeps the youngest value of a cache. */
async function longestKept(cache: string): Promise<number> {
  const redis = new IoRedis({
    path: servers.redis.host,
    username: servers.redisUser,
    password: await readFile(servers.passwordFile, "utf8"),
    enableReadyCheck: false,
  });
  const pattern = `autodealgenie:cache:${cache}:*`;
  const [, keys] = await redis.scan(0, "MATCH", pattern, "COUNT", 100_000);
  const ttls = await Promise.all(keys.map((key) => redis.ttl(key)));
  redis.disconnect();
  return Math.max(...ttls);
}

describe("our own catalogue", () => {
  it("holds a few hundred plausible cars, the same in every database", async () => {
    const client = await servers.superuser();
    const { rows } = await client.query("SELECT * FROM vehicles ORDER BY vin");
    await client.end();
    // numeric arrives as a string.
    const all = (rows as (Omit<Car, "price"> & { make: string; price: string })[]).map((car) => ({
      ...car,
      price: Number(car.price),
    }));
    expect(all).toHaveLength(360);
    expect(new Set(all.map(({ make }) => make)).size).toBeGreaterThan(10);
    for (const car of all) {
      expect(car.vin).toMatch(/^[A-HJ-NPR-Z0-9]{17}$/);
      expect([2015 <= car.year && car.year <= 2025, car.mileage < 130_000]).toEqual([true, true]);
      expect(car.price).toBeGreaterThan(3000);
      expect(car.price).toBeLessThan(60_000);
    }
    // A released migration must never make other rows.
    expect(createHash("sha256").update(JSON.stringify(all)).digest("hex")).toBe(
      "d2b19a77e04876fada36920d622fb37958be09f6cb3f0dee87fd2c2615b59967",
    );
  });

  it("is searched by each of the criteria", async () => {
    const search = async (body: object): Promise<Car[]> =>
      (await ada.post(SEARCH, { limit: 100, ...body })).body.vehicles;
    const all = await search({});
    expect(all.map(({ price }) => price)).toEqual(
      [...all.map(({ price }) => price)].sort((a, b) => a - b),
    );
    for (const [body, holds] of [
      [{ make: "honda" }, { make: "Honda" }],
      [{ make: "Honda", model: "CIVIC" }, { model: "Civic" }],
      [{ body_type: "pickup" }, { body_type: "Pickup" }],
      [{ year_min: 2020, year_max: 2020 }, { year: 2020 }],
    ] as const) {
      const found = await search(body);
      expect(found.length).toBeGreaterThan(5);
      for (const car of found) expect(car).toMatchObject(holds);
    }
    const cheap = await search({ price_min: 9000, price_max: 10_000, mileage_max: 90_000 });
    expect(cheap.length).toBeGreaterThan(0);
    for (const { price, mileage } of cheap) {
      expect([price >= 9000, price <= 10_000, mileage <= 90_000]).toEqual([true, true, true]);
    }
    expect(await search({ make: "' OR 1=1 --" })).toEqual([]);
  });

  it.each([
    { year_min: 2021, year_max: 2020 },
    { price_min: 2, price_max: 1 },
    { limit: 0 },
    { limit: 101 },
    { make: "" },
    { colour: "red" },
    { price_max: "1" },
  ])("refuses %j", async (body) => {
    expect((await ada.post(SEARCH, body)).status).toBe(422);
  });

  it("counts all that it has and shows as many as asked for", async () => {
    const { body } = await ada.post(SEARCH, { make: "Toyota", limit: 3 });
    expect([body.vehicles.length, body.catalogue_total]).toEqual([3, 60]);
  });
});

describe("with the vehicle API", () => {
  it("asks as MarketCheck wants to be asked, and merges without doubles", async () => {
    const own = carsIn(await ada.post(SEARCH, { make: "Honda", model: "Civic" }))[0]!;
    api.asked.length = 0;
    api.answer = listings(
      listing(MARKET_VIN),
      listing(own.vin, { price: 1 }),
      listing("1HGFC2F69LA999998", { price: null }),
      { garbage: true },
      listing("1HGFC2F69LA999997", { build: { year: 2021, make: "Ford", model: "Ka" } }),
    );
    const criteria = { make: "Honda", model: "Civic", year_min: 2016, price_max: 40_000 };
    const reply = await ada.post(SEARCH, { ...criteria, mileage_max: 120_000 });
    expect(reply.status).toBe(200);
    expect(Object.fromEntries(api.asked[0]!)).toEqual({
      api_key: KEY,
      make: "Honda",
      model: "Civic",
      year_range: "2016-99999999",
      price_range: "0-40000",
      miles_range: "0-120000",
      start: "0",
      rows: "20",
      sort_by: "price",
      sort_order: "asc",
    });
    expect(reply.body).toMatchObject({ external: "ok", market_total: 5 });
    const foreign = carsIn(reply).filter(({ source }) => source === "market");
    expect(foreign).toEqual([
      {
        vin: MARKET_VIN,
        make: "Honda",
        model: "Civic",
        trim: "LX",
        year: 2021,
        body_type: "Sedan",
        price: 12_345,
        mileage: 40_000,
        dealer_name: "Elsewhere Motors",
        dealer_city: "Reno",
        dealer_state: "NV",
        source: "market",
      },
    ]);
  });

  it("keeps an answer for a quarter of an hour, however the question is written", async () => {
    const hits = () => value("autodealgenie_cache_hits_total", { cache_name: "car_search" });
    const before = await hits();
    const first = await ada.post(SEARCH, { make: "Kia", limit: 7 });
    const second = await ada.post(SEARCH, { limit: 7, make: "KIA" });
    expect(second.body).toEqual(first.body);
    expect([api.asked.length, (await hits()) - before]).toEqual([1, 1]);
    expect(await longestKept("car_search")).toBeGreaterThan(800);
    expect(await longestKept("car_search")).toBeLessThanOrEqual(900);
  });

  it.each([
    ["a fault", "http", json({}, 500)],
    ["no allowance", "rate_limit", json({}, 429)],
    ["nonsense", "bad_answer", json("<html>")],
  ])("answers from our own catalogue at %s, and says so", async (what, error_type, answer) => {
    const errors = () =>
      value("autodealgenie_external_api_errors_total", { api_name: "vehicle_api", error_type });
    const before = await errors();
    api.answer = answer;
    const question = { make: "Mazda", year_min: 2016, model: "CX-5", limit: 10 + what.length };
    const { status, body } = await ada.post(SEARCH, question);
    expect([status, body.external, body.market_total]).toEqual([200, "unavailable", null]);
    expect(body.vehicles.length).toBeGreaterThan(0);
    expect(await errors()).toBeGreaterThan(before);
    // The next one asks again, and no key came anywhere.
    api.answer = listings();
    expect((await ada.post(SEARCH, question)).body.external).toBe("ok");
    expect(JSON.stringify([service.log, body])).not.toContain(KEY);
    expect((await service.scrape()).text).not.toContain(KEY);
  });

  it("recommends within the budget, best first, and says why", async () => {
    const wanted = { budget: 25_000, body_types: ["SUV"], priorities: ["mileage"], limit: 4 };
    const { status, body } = await ada.post("/api/v1/vehicles/recommendations", wanted);
    const best: { vehicle: Car; score: number; reasons: string[] }[] = body.recommendations;
    expect([status, body.external, best.length]).toEqual([200, "ok", 4]);
    const scores = best.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const { vehicle, score, reasons } of best) {
      expect(vehicle).toMatchObject({ body_type: "SUV" });
      expect([vehicle.price <= 25_000, score > 0, score <= 1]).toEqual([true, true, true]);
      expect(Array.isArray(reasons)).toBe(true);
    }
  });

  it("compares two or three, and asks the market for those that we lack alone", async () => {
    const [one, other] = carsIn(await ada.post(SEARCH, { limit: 2 })) as [Car, Car];
    api.asked.length = 0;
    api.answer = listings(listing(MARKET_VIN));
    const vins = [MARKET_VIN, other.vin, one.vin];
    const reply = await ada.post("/api/v1/vehicles/compare", { vins });
    expect([reply.status, carsIn(reply).map(({ vin }) => vin)]).toEqual([200, vins]);
    expect(reply.body).toMatchObject({ cheapest: one.vin, missing: [], external: "ok" });
    expect(api.asked.map((query) => query.get("vins"))).toEqual([MARKET_VIN]);
    api.answer = listings();
    const gone = await ada.post("/api/v1/vehicles/compare", { vins: [MARKET_VIN, one.vin] });
    expect(gone.body).toMatchObject({ missing: [MARKET_VIN], newest: one.vin });
    for (const wrong of [[one.vin], [one.vin, one.vin.toLowerCase()], ["x", "y"]]) {
      expect((await ada.post("/api/v1/vehicles/compare", { vins: wrong })).status).toBe(422);
    }
  });

  it("shows one car, of ours or others'", async () => {
    const at = (vin: string) => ada.get(`/api/v1/vehicles/${vin}`);
    const own = carsIn(await ada.post(SEARCH, { limit: 1 }))[0]!;
    expect((await at(own.vin.toLowerCase())).body).toEqual(own);
    api.answer = listings(listing(MARKET_VIN));
    expect((await at(MARKET_VIN)).body).toMatchObject({ vin: MARKET_VIN, source: "market" });
    api.answer = listings();
    expect((await at(MARKET_VIN)).status).toBe(404);
    api.answer = json({}, 500);
    expect((await at(MARKET_VIN)).body.detail).toContain("could not be asked");
    expect((await at("1HGFC2F69LA99999O")).status).toBe(404);
  });
});

it("counts and measures each kind of search, and those under way", async () => {
  const counts = async () => {
    const scrape = await service.scrape();
    return ["search", "recommendation", "comparison"].map((search_type) => [
      scrape.value("autodealgenie_vehicle_searches_total", { search_type })!,
      scrape.value("autodealgenie_vehicle_search_duration_seconds_count", { search_type })!,
    ]);
  };
  const before = await counts();
  let release: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    api.answer = (response, query) => {
      release = () => listings()(response, query);
      resolve();
    };
  });
  const slow = ada.post(SEARCH, { make: "Subaru", limit: 99 });
  await asked;
  expect(await value("autodealgenie_active_searches", {})).toBe(1);
  release();
  expect((await slow).status).toBe(200);
  expect(await value("autodealgenie_active_searches", {})).toBe(0);
  api.answer = listings();
  await ada.post("/api/v1/vehicles/recommendations", { budget: 1234 });
  await ada.post("/api/v1/vehicles/recommendations", { budget: "x" });
  await ada.post("/api/v1/vehicles/compare", { vins: [MARKET_VIN, "1HGFC2F69LA999998"] });
  const after = await counts();
  expect(after.map((pair, n) => pair.map((it, m) => it - before[n]![m]!))).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
});

it("lets each user search so many times an hour, on all replicas together", async () => {
  const limit = { ...market, RATE_LIMIT_SEARCH_PER_HOUR: "3" };
  const replicas = [await serviceOn(servers, limit), await serviceOn(servers, limit)] as const;
  try {
    for (const replica of replicas) await untilReady(replica);
    const [here, there] = [await Browser.signedIn(replicas[0].url), new Browser(replicas[1].url)];
    for (const [name, cookie] of here.cookies) there.cookies.set(name, cookie);
    expect((await here.post(SEARCH, {})).status).toBe(200);
    expect((await there.post("/api/v1/vehicles/recommendations", { budget: 9 })).status).toBe(200);
    expect((await here.post(SEARCH, {})).status).toBe(200);
    const refused = await there.post(SEARCH, {});
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(3500);
    // The rest is not meant.
    expect((await there.get("/api/v1/favorites")).status).toBe(200);
    expect((await (await Browser.signedIn(replicas[0].url)).post(SEARCH, {})).status).toBe(200);
  } finally {
    for (const replica of replicas) await replica.stop();
  }
});

it("searches our own catalogue alone where there is no vehicle API", async () => {
  const alone = await serviceOn(servers);
  try {
    await untilReady(alone);
    const browser = await Browser.signedIn(alone.url);
    const { body } = await browser.post(SEARCH, { make: "BMW", limit: 98 });
    expect([body.external, body.market_total, body.catalogue_total]).toEqual(["off", null, 15]);
  } finally {
    await alone.stop();
  }
});
