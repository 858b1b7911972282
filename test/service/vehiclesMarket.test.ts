import { readFile } from "node:fs/promises";

import IoRedis from "ioredis";

import { Browser } from "./browser";
import { json, listing, listings, type FakeApi } from "./fakeApi";
import type { RunningService } from "./harness";
import {
  carsIn,
  KEY,
  MARKET_VIN,
  SEARCH,
  vehicleBench,
  type Car,
  type VehicleBench,
} from "./vehicleBench";

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

/** The remaining lifetime in seconds of the newest value of a cache in Redis. */
async function longestKept(cache: string): Promise<number> {
  const redis = new IoRedis({
    path: bench.servers.redis.host,
    username: bench.servers.redisUser,
    password: await readFile(bench.servers.passwordFile, "utf8"),
    enableReadyCheck: false,
  });
  const pattern = `autodealgenie:cache:${cache}:*`;
  const [, keys] = await redis.scan(0, "MATCH", pattern, "COUNT", 100_000);
  const ttls = await Promise.all(keys.map((key) => redis.ttl(key)));
  redis.disconnect();
  return Math.max(...ttls);
}

describe("with the vehicle API", () => {
  it("sends a valid MarketCheck query and merges the results without duplicates", async () => {
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

  it("caches a response for 15 minutes, whatever the order and case of the criteria", async () => {
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
  ])("falls back to our own catalog if the API returns %s", async (what, error_type, answer) => {
    const errors = () =>
      value("autodealgenie_external_api_errors_total", { api_name: "vehicle_api", error_type });
    const before = await errors();
    api.answer = answer;
    const question = { make: "Mazda", year_min: 2016, model: "CX-5", limit: 10 + what.length };
    const { status, body } = await ada.post(SEARCH, question);
    expect([status, body.external, body.market_total]).toEqual([200, "unavailable", null]);
    expect(body.vehicles.length).toBeGreaterThan(0);
    expect(await errors()).toBeGreaterThan(before);
    // The next request asks the API again, and the key was not disclosed.
    api.answer = listings();
    expect((await ada.post(SEARCH, question)).body.external).toBe("ok");
    expect(JSON.stringify([service.log, body])).not.toContain(KEY);
    expect((await service.scrape()).text).not.toContain(KEY);
  });

  it("recommends cars within the budget, best first, with reasons", async () => {
    const wanted = { budget: 25_000, body_types: ["SUV"], priorities: ["mileage"], limit: 4 };
    const { status, body } = await ada.post("/api/v1/vehicles/recommendations", wanted);
    const best: { vehicle: Car; score: number; reasons: string[] }[] = body.recommendations;
    expect([status, body.external, best.length]).toEqual([200, "ok", 4]);
    const scores = best.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const { vehicle, score, reasons } of best) {
      expect(vehicle).toMatchObject({ body_type: "SUV" });
      expect([vehicle.price <= 25_000, score > 0, score <= 1]).toEqual([true, true, true]);
      expect([vehicle.mileage, reasons.includes("driven little")]).toEqual([
        vehicle.mileage,
        vehicle.mileage <= 54_000,
      ]);
    }
  });

  it("compares two or three cars, and queries the market only for unknown ones", async () => {
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

  it("returns a single car from our catalog or the market", async () => {
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
