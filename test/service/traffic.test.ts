import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pino } from "pino";

import { Traffic, type Report } from "../../lab/traffic/traffic";
import { UpstreamsControl } from "../../lab/upstreams/client";
import { LLM_PATH, VEHICLE_API_PATH } from "../../lab/upstreams/addresses";
import { startUpstreams, type RunningUpstreams } from "../../lab/upstreams/server";
import { startDataServers, type DataServers } from "../support/dataServers";
import { livedTime } from "../support/livedTime";
import { serviceOn, untilReady, type RunningService } from "./harness";
import type { Scrape } from "./scrape";

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((a, b) => a + b, 0);

/** Requests of probes, scrapes and tools. */
const NOT_FOR_PEOPLE = ["GET /health", "GET /metrics", "GET /openapi.json", "GET /ready"];
/** Requests that only stacks with MongoDB can answer, while the generator must work with every stack. */
const NEEDS_MONGODB = [
  "DELETE /api/v1/preferences",
  "DELETE /api/v1/searches",
  "GET /api/v1/llm-answers",
  "GET /api/v1/preferences",
  "GET /api/v1/searches",
  "PUT /api/v1/preferences",
];
/** The same for Kafka. */
const NEEDS_KAFKA = [
  "DELETE /api/v1/subscriptions/:id",
  "GET /api/v1/subscriptions",
  "POST /api/v1/subscriptions",
];
/** Requests that are wrong on purpose. */
const REFUSED = [
  "GET /api/v1/deals/:id 404",
  "GET unmatched 404",
  "POST /api/v1/auth/login 401",
  "POST /api/v1/deals 422",
  "POST /api/v1/favorites 409",
  "POST /api/v1/negotiations/:id/next 409",
  "PUT /api/v1/deals/:id 409",
];
const COUNTERS = [
  "autodealgenie_auth_failures_total",
  "autodealgenie_auth_success_total",
  "autodealgenie_deals_created_total",
  "autodealgenie_loan_applications_total",
  "autodealgenie_negotiation_messages_total",
  "autodealgenie_negotiation_sessions_total",
  "autodealgenie_user_signups_total",
  "autodealgenie_vehicle_searches_total",
];

describe("the traffic generator against the real service and its upstreams", () => {
  const KEY = "key-of-both-upstreams";
  const COUNT = 800;
  let folder: string;
  let servers: DataServers;
  let upstreams: RunningUpstreams;
  let control: UpstreamsControl;
  let service: RunningService;
  let report: Report;
  let scrape: Scrape;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "traffic-"));
    const keyFile = join(folder, "key");
    await writeFile(keyFile, KEY);
    servers = await startDataServers();
    const keys = { vehicleApiKey: KEY, llmApiKey: KEY };
    upstreams = await startUpstreams({ httpPort: 0, keys }, pino({ level: "silent" }));
    const url = `http://127.0.0.1:${upstreams.httpPort}`;
    control = new UpstreamsControl(url);
    service = await serviceOn(servers, {
      VEHICLE_API_URL: `${url}${VEHICLE_API_PATH}`,
      VEHICLE_API_KEY_FILE: keyFile,
      LLM_BASE_URL: `${url}${LLM_PATH}`,
      LLM_MODEL: "lab-model",
      LLM_API_KEY_FILE: keyFile,
    });
    await untilReady(service);
    // Two users with several deals each, so that every kind of ending occurs, until both have signed out.
    const few = { users: 2, requestsPerSecond: 1000, count: COUNT };
    report = await new Traffic({ ...few, baseUrl: service.url }).run();
    scrape = await service.scrape();
  }, 120_000);

  afterAll(async () => {
    await service.stop();
    await Promise.all([upstreams.stop(), servers.close()]);
    await rm(folder, { recursive: true });
  });

  it("requests every user endpoint, except those that need MongoDB or Kafka", async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, object>>;
    };
    const offered = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
      ),
    );
    const asked = new Set(Object.keys(report.answers).map((key) => key.replace(/ \d+$/, "")));
    expect(offered.filter((each) => !asked.has(each)).sort()).toEqual(
      [...NEEDS_MONGODB, ...NEEDS_KAFKA, ...NOT_FOR_PEOPLE].sort(),
    );
  });

  it("gets a response to every request, and errors only for deliberately wrong ones", () => {
    expect([report.requests, report.failures]).toEqual([COUNT, {}]);
    const refused = Object.keys(report.answers).filter((key) => / [45]\d\d$/.test(key));
    expect(refused.sort()).toEqual(REFUSED);
  });

  it("predicts exactly how much the service's own counters increase", () => {
    const counters = [...new Set(Object.keys(report.counted).map((it) => it.replace(/\{.*/, "")))];
    expect(counters).toEqual(COUNTERS);
    for (const name of counters) {
      const counted = Object.entries(report.counted).filter(([it]) => it.startsWith(name));
      expect(
        Object.fromEntries(
          Object.entries(scrape.nonZero(name)).map(([labels, grown]) => [name + labels, grown]),
        ),
      ).toEqual(Object.fromEntries(counted));
    }
  });

  it("reaches every loan application status and ends its negotiations", () => {
    const statuses = ["draft", "submitted", "pre_approved", "approved", "rejected", "completed"];
    for (const status of statuses) {
      const series = `autodealgenie_loan_applications_total{status="${status}"}`;
      expect([series, report.counted[series] ?? 0]).not.toEqual([series, 0]);
    }
    const ended = sum(scrape.nonZero("autodealgenie_negotiation_duration_seconds_count"));
    expect(ended).toBeGreaterThan(5);
    // The last ones may be cut off by the end of the run.
    expect(sum(scrape.nonZero("autodealgenie_negotiation_sessions_total")) - ended).toBeLessThan(3);
  });

  it("causes as many upstream requests and tokens as the service counts", async () => {
    const asked = await control.requests();
    expect(asked).toMatchObject({
      "vehicle-api": { answered: { 200: asked["vehicle-api"].received } },
      llm: { answered: { 200: asked.llm.received } },
    });
    const llm = scrape.nonZero("autodealgenie_llm_requests_total");
    expect(sum(llm)).toBe(asked.llm.received);
    expect(asked.llm.received).toBeGreaterThan(4);
    expect(llm['{model="lab-model",prompt_type="car_recommendation"}']).toBe(
      report.answers["POST /api/v1/vehicles/recommendations 200"],
    );
    expect(scrape.nonZero("autodealgenie_llm_tokens_used_total")).toEqual({
      '{model="lab-model",token_type="prompt"}': asked.llm.tokens.prompt,
      '{model="lab-model",token_type="completion"}': asked.llm.tokens.completion,
    });
    expect(scrape.nonZero("autodealgenie_external_api_requests_total")).toEqual({
      '{api_name="vehicle_api",status="success"}': asked["vehicle-api"].received,
    });
  });

  it("gets most of its reads from the cache", () => {
    const hits = sum(scrape.nonZero("autodealgenie_cache_hits_total"));
    const misses = sum(scrape.nonZero("autodealgenie_cache_misses_total"));
    // In such a short run, where the first read of everything weighs more, it is about 80 %; in a run of 6,000 requests
    // it is 83 %.
    expect(hits / (hits + misses)).toBeGreaterThan(0.75);
  });
});

// The remaining tests are about the bounds of a run.
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  server = createServer((req, res) => {
    req.resume();
    const status = req.url?.endsWith("/signup") ? 201 : 200;
    res.writeHead(status, { "Content-Type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const FEW = { users: 3, requestsPerSecond: 200 };

it("sends exactly the configured number of requests", async () => {
  const report = await new Traffic({ ...FEW, baseUrl, count: 50 }).run();
  expect([report.requests, sum(report.answers)]).toEqual([50, 50]);
});

it("keeps the request rate across all users, and the duration", async () => {
  const lived = livedTime();
  const report = await new Traffic({ ...FEW, baseUrl, requestsPerSecond: 40, seconds: 1 }).run();
  const seconds = lived() / 1000;
  // It ends with the answer to the last request, however long that takes here.
  expect(seconds).toBeLessThan(5);
  // Requests cannot be sent in the part of the second that a busy machine takes away.
  expect(report.requests).toBeGreaterThan(10 * Math.min(seconds, 1));
  expect(report.requests).toBeLessThanOrEqual(41);
});

it("stops when aborted", async () => {
  const stop = new AbortController();
  const traffic = new Traffic({ ...FEW, baseUrl, signal: stop.signal });
  const done = traffic.run();
  while (traffic.report().requests < 10) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  const report = await done;
  expect(report).toMatchObject({ requests: sum(report.answers), failures: {} });
});

it("counts connection failures by cause", async () => {
  const nobody = createServer();
  await new Promise<void>((resolve) => void nobody.listen(0, "127.0.0.1", resolve));
  const { port } = nobody.address() as AddressInfo;
  await new Promise((resolve) => nobody.close(resolve));
  const to = { ...FEW, baseUrl: `http://127.0.0.1:${port}` };
  const report = await new Traffic({ ...to, count: 5 }).run();
  expect(report).toMatchObject({ requests: 5, answers: {}, failures: { ECONNREFUSED: 5 } });
});

it("rejects a run without an end or with a rate of 0", async () => {
  await expect(new Traffic({ ...FEW, baseUrl }).run()).rejects.toThrow("traffic must end");
  const none = { ...FEW, baseUrl, count: 1, requestsPerSecond: 0 };
  await expect(new Traffic(none).run()).rejects.toThrow("requestsPerSecond must be more than 0");
});
