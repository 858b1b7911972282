import { Registry } from "prom-client";
import { z } from "zod";

import { createLogger } from "../../service/logger";
import { backend } from "../../service/metrics/catalog";
import { instrument } from "../../service/metrics/registry";
import { PATIENCE, UpstreamClient, type Patience } from "../../service/upstream/client";
import { UpstreamError } from "../../service/upstream/error";
import { retryAfterMs } from "../../service/upstream/retryAfter";
import { fakeApi, json, stall, type FakeApi } from "./fakeApi";
import { Scrape } from "./scrape";

const KEY = "the-secret-key";
const HASTE: Patience = {
  ...PATIENCE,
  timeout: 10_000,
  total: 20_000,
  backoff: 1,
  failuresToOpen: 100,
};
/** The timeout for requests that are never answered: on a busy machine, an answer may take longer than that. */
const SOON = 1000;

let api: FakeApi;
let registry: Registry;
let said: string;

beforeEach(async () => {
  api = await fakeApi(json({ cups: 2 }));
  registry = new Registry();
  said = "";
});

afterEach(() => {
  jest.useRealTimers();
  return api.close();
});

/** Everything but the date stays real: whether a circuit is open depends on the date, and requests need real time. */
const ALL_BUT_THE_DATE = [
  "hrtime",
  "nextTick",
  "performance",
  "queueMicrotask",
  "setImmediate",
  "clearImmediate",
  "setInterval",
  "clearInterval",
  "setTimeout",
  "clearTimeout",
] as const;

function client(patience: Partial<Patience> = {}): UpstreamClient {
  return new UpstreamClient({
    api: "vehicle_api",
    metrics: instrument(backend, registry),
    logger: createLogger("backend", "trace", { write: (line) => void (said += line) }),
    patience: { ...HASTE, ...patience },
  });
}

const Tea = z.object({ cups: z.int() });
const ask = (it: UpstreamClient) => it.get(new URL(`${api.url}/?api_key=${KEY}`), Tea);

const fault = async (it: UpstreamClient): Promise<UpstreamError> => {
  const error = await ask(it).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`not an UpstreamError: ${String(error)}`);
  return error;
};

const scrape = async () => new Scrape(await registry.metrics());
const errors = async () => (await scrape()).nonZero("autodealgenie_external_api_errors_total");
const requests = async () => (await scrape()).nonZero("autodealgenie_external_api_requests_total");

const ok = '{api_name="vehicle_api",status="success"}';
const failed = '{api_name="vehicle_api",status="error"}';
const of = (kind: string) => `{api_name="vehicle_api",error_type="${kind}"}`;

it("returns the response as parsed by the schema, and counts the request", async () => {
  expect(await ask(client())).toEqual({ cups: 2 });
  expect(await requests()).toEqual({ [ok]: 1 });
  const count = "autodealgenie_external_api_duration_seconds_count";
  expect((await scrape()).value(count, { api_name: "vehicle_api" })).toBe(1);
});

it.each([
  ["no response in time", "timeout", stall, 3],
  ["a body that never ends", "timeout", (it: Parameters<typeof stall>[0]) => it.write('{"a":'), 3],
  ["a broken connection", "connection", (it: Parameters<typeof stall>[0]) => it.destroy(), 3],
  ["a server error", "http", json({}, 503), 3],
  ["a rejected key", "http", json({}, 401), 1],
  ["a redirect", "http", json({}, 302, { Location: "http://127.0.0.1:1/" }), 1],
  ["an exhausted rate limit", "rate_limit", json({}, 429), 3],
  ["a response that is not JSON", "bad_answer", json("<html>"), 3],
  ["JSON that does not match the schema", "bad_answer", json({ cups: "many" }), 3],
  ["an oversized response", "bad_answer", json(`{"cups":${" ".repeat(3_000_000)}1}`), 3],
] as const)("reports %s as %s", async (_what, kind, answer, attempts) => {
  api.answer = answer;
  const error = await fault(client(kind === "timeout" ? { timeout: SOON } : {}));
  expect(error.kind).toBe(kind);
  expect(api.asked).toHaveLength(attempts);
  expect(await errors()).toEqual({ [of(kind)]: attempts });
  expect(await requests()).toEqual({ [failed]: attempts });
  for (const text of [said, error.message, error.stack ?? "", JSON.stringify(error)]) {
    expect(text).not.toContain(KEY);
    expect(text).not.toContain("api_key");
  }
});

it("names the cause if the connection is refused", async () => {
  await api.close();
  expect((await fault(client())).message).toBe("vehicle_api: connection (ECONNREFUSED)");
  expect(said).not.toContain(KEY);
});

it("succeeds if a later attempt succeeds", async () => {
  api.answer = (response, query) =>
    (api.asked.length < 3 ? json({}, 500) : json({ cups: 1 }))(response, query);
  expect(await ask(client())).toEqual({ cups: 1 });
  expect([await requests(), await errors()]).toEqual([
    { [ok]: 1, [failed]: 2 },
    { [of("http")]: 2 },
  ]);
});

it("waits for Retry-After, and stops sending requests if that is too long", async () => {
  api.answer = (response, query) =>
    (api.asked.length < 2 ? json({}, 429, { "Retry-After": "1" }) : json({ cups: 1 }))(
      response,
      query,
    );
  const it = client();
  const started = performance.now();
  expect(await ask(it)).toEqual({ cups: 1 });
  expect(performance.now() - started).toBeGreaterThan(990);

  api.answer = json({}, 429, { "Retry-After": "30" });
  expect((await fault(it)).kind).toBe("rate_limit");
  expect(api.asked).toHaveLength(3);
  // Until then no request is sent.
  expect((await fault(it)).kind).toBe("rate_limit");
  expect(api.asked).toHaveLength(3);
});

it("stops calling an API that keeps failing, until one trial request succeeds", async () => {
  jest.useFakeTimers({ now: 0, doNotFake: [...ALL_BUT_THE_DATE] });
  const it = client({ attempts: 1, failuresToOpen: 3, open: 1500 });
  api.answer = json({}, 500);
  for (let n = 0; n < 3; n += 1) expect((await fault(it)).kind).toBe("http");
  expect((await fault(it)).kind).toBe("circuit_open");
  expect(api.asked).toHaveLength(3);
  expect(await errors()).toEqual({ [of("http")]: 3, [of("circuit_open")]: 1 });
  expect(said).toContain("left alone");

  api.answer = json({ cups: 1 });
  jest.setSystemTime(1499);
  expect((await fault(it)).kind).toBe("circuit_open");
  jest.setSystemTime(1500);
  expect(await ask(it)).toEqual({ cups: 1 });
  expect(said).toContain("answers again");
});

it("does not open the circuit on client errors", async () => {
  const it = client({ attempts: 1, failuresToOpen: 2 });
  api.answer = json({}, 401);
  for (let n = 0; n < 5; n += 1) expect((await fault(it)).kind).toBe("http");
  expect(api.asked).toHaveLength(5);
});

describe("Retry-After", () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0);
  it.each([
    [null, undefined],
    ["", undefined],
    ["soon", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["0", 0],
    ["120", 120_000],
    ["Thu, 01 Jan 2026 12:00:30 GMT", 30_000],
    ["Thu, 01 Jan 2026 11:00:00 GMT", 0],
  ])("%j: %p ms", (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
