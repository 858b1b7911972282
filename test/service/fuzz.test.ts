import { startDataServers, type DataServers } from "../support/dataServers";
import { startMongoServer, type MongoServer } from "../support/mongodb";
import { Browser } from "./browser";
import { fakeApi, json, listing, type FakeApi } from "./fakeApi";
import { Answers } from "./fuzz/answers";
import { operationsOf, type OpenApiDocument } from "./fuzz/document";
import { Lane, Tally } from "./fuzz/lane";
import { samplesOf } from "./fuzz/samples";
import { serviceOn, untilReady, type RunningService } from "./harness";

// For a different or longer run: FUZZ_SEED=7 FUZZ_REQUESTS=100000 npx jest test/service/fuzz
const { FUZZ_SEED = "20260101", FUZZ_REQUESTS = "10000" } = process.env;
const SEED = Number(FUZZ_SEED);
const REQUESTS = Number(FUZZ_REQUESTS);
const LANES = 8;
const MOST_SERIES = 2500;
// It takes half a minute on an idle machine, and a busy one must not make it fail.
const TIMEOUT_MS = 600_000;

const answer = JSON.stringify({ answer: "A fair price." });
const completion = {
  id: "x",
  model: "model",
  choices: [{ message: { role: "assistant", content: answer } }],
  usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
};
const cars = [listing("1HGFC2F69LA999999"), listing("1HGFC2F69LA999998")];

let servers: DataServers;
let mongodb: MongoServer;
let api: FakeApi;
let service: RunningService;
const tally = new Tally();

beforeAll(async () => {
  [servers, mongodb] = await Promise.all([startDataServers(), startMongoServer()]);
  // Answers for both external APIs: each uses the fields that it knows.
  api = await fakeApi(json({ num_found: cars.length, listings: cars, ...completion }));
  service = await serviceOn(servers, {
    ...mongodb.environment,
    // Nothing listens there: no request waits for Kafka, and events are kept until it is available.
    KAFKA_BROKERS: "127.0.0.1:9",
    LOG_LEVEL: "warn",
    // As many as there are concurrent requests: waiting for a connection is not what this tests.
    DATABASE_POOL_MAX: String(2 * LANES),
    // Neither is the speed of a busy machine.
    DATABASE_TIMEOUT_SECONDS: "60",
    MONGODB_TIMEOUT_SECONDS: "60",
    RATE_LIMIT_AUTH_PER_15MIN: String(REQUESTS),
    RATE_LIMIT_API_PER_HOUR: String(REQUESTS),
    RATE_LIMIT_SEARCH_PER_HOUR: String(REQUESTS),
    VEHICLE_API_URL: api.url,
    VEHICLE_API_KEY_FILE: servers.passwordFile,
    LLM_BASE_URL: `${api.url}/v1`,
    LLM_MODEL: "model",
    LLM_API_KEY_FILE: servers.passwordFile,
  });
  await untilReady(service);
  await sendAll();
}, TIMEOUT_MS);

afterAll(async () => {
  await service.stop();
  await api.close();
  await mongodb.close();
  await servers.close();
});

/** Sends valid and invalid requests for everything that the document describes, from several users at once. */
async function sendAll(): Promise<void> {
  const { url } = service;
  const operations = operationsOf(await document());
  const answers = new Answers(await document());
  const samples = samplesOf(operations, SEED);
  const eve = await Browser.signedIn(url);
  const foreign = { "/api/v1/deals/{id}": await eve.deal() };
  const lanes = Array.from({ length: LANES }, async (_lane, index) => {
    const browser = new Browser(url);
    await browser.signUp();
    const { email } = browser;
    const seed = SEED + index;
    const lane = new Lane({ url, seed, operations, samples, answers, tally, email, foreign });
    await lane.signIn();
    await lane.run(Math.ceil(REQUESTS / LANES));
  });
  await Promise.all(lanes);
}

const document = async () =>
  (await (await fetch(`${service.url}/openapi.json`)).json()) as OpenApiDocument;

it(`responds to each of ${REQUESTS} requests as documented, and never with a 5xx`, () => {
  expect(tally.requests).toBeGreaterThanOrEqual(REQUESTS);
  const faults = [...tally.faults].map(([what, example]) => what + example);
  expect(faults).toEqual([]);
});

it("succeeds at least once on every operation, and returns most kinds of client errors", async () => {
  const missed = operationsOf(await document())
    .map(({ name }) => name)
    .filter((name) => !tally.succeeded.has(name));
  expect(missed).toEqual([]);
  for (const status of [200, 201, 204, 400, 401, 404, 405, 409, 413, 415, 422]) {
    expect([status, tally.statuses.get(status) ?? 0]).not.toEqual([status, 0]);
  }
});

it(`still has at most ${MOST_SERIES} series afterwards`, async () => {
  const scrape = await service.scrape();
  const families = new Map<string, number>();
  for (const [line] of scrape.text.matchAll(/^[a-z]\w*/gm)) {
    families.set(line, (families.get(line) ?? 0) + 1);
  }
  const largest = [...families].sort(([, a], [, b]) => b - a).slice(0, 12);
  expect([scrape.series <= MOST_SERIES, scrape.series, ...largest]).toContain(true);
});
