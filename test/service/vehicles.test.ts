import { createHash } from "node:crypto";

import { Browser } from "./browser";
import { listings, type FakeApi } from "./fakeApi";
import { serviceOn, untilReady, type RunningService } from "./harness";
import { MARKET_VIN, SEARCH, vehicleBench, type Car, type VehicleBench } from "./vehicleBench";

let bench: VehicleBench;
let api: FakeApi;
let service: RunningService;
let ada: Browser;

beforeAll(async () => {
  bench = await vehicleBench();
  ({ api, service } = bench);
  ada = await Browser.signedIn(service.url);
});

beforeEach(() => {
  api.answer = listings();
  api.asked.length = 0;
});

afterAll(() => bench.close());

const value = async (name: string, labels: Record<string, string>) =>
  (await service.scrape()).value(name, labels) ?? 0;

describe("our own catalog", () => {
  it("contains a few hundred plausible cars, identical in every database", async () => {
    const client = await bench.servers.superuser();
    const { rows } = await client.query("SELECT * FROM vehicles ORDER BY vin");
    await client.end();
    // The type numeric is returned as a string.
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
    // The rows of a released migration must never change.
    expect(createHash("sha256").update(JSON.stringify(all)).digest("hex")).toBe(
      "d2b19a77e04876fada36920d622fb37958be09f6cb3f0dee87fd2c2615b59967",
    );
  });

  it("can be searched by every criterion", async () => {
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
  ])("rejects the search %j", async (body) => {
    expect((await ada.post(SEARCH, body)).status).toBe(422);
  });

  it("reports the total number of matches and returns at most the limit", async () => {
    const { body } = await ada.post(SEARCH, { make: "Toyota", limit: 3 });
    expect([body.vehicles.length, body.catalogue_total]).toEqual([3, 60]);
  });
});

it("counts and times each kind of search, and counts active searches", async () => {
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

it("limits searches per user and hour across all replicas", async () => {
  const limit = { ...bench.market, RATE_LIMIT_SEARCH_PER_HOUR: "3" };
  const replicas = [
    await serviceOn(bench.servers, limit),
    await serviceOn(bench.servers, limit),
  ] as const;
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
    // Other endpoints are not affected.
    expect((await there.get("/api/v1/favorites")).status).toBe(200);
    expect((await (await Browser.signedIn(replicas[0].url)).post(SEARCH, {})).status).toBe(200);
  } finally {
    for (const replica of replicas) await replica.stop();
  }
});

it("searches only our own catalog if no vehicle API is configured", async () => {
  const alone = await serviceOn(bench.servers);
  try {
    await untilReady(alone);
    const browser = await Browser.signedIn(alone.url);
    const { body } = await browser.post(SEARCH, { make: "BMW", limit: 98 });
    expect([body.external, body.market_total, body.catalogue_total]).toEqual(["off", null, 15]);
  } finally {
    await alone.stop();
  }
});
