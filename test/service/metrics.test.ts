import { collectDefaultMetrics, Registry } from "prom-client";

import { Traffic, type Report } from "../../lab/traffic/traffic";
import { backend } from "../../service/metrics/catalog";
import { SERVER_ERRORS } from "../../service/http/problem";
import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser, CAR } from "./browser";
import { serviceOn, untilReady, type RunningService } from "./harness";
import type { Scrape } from "./scrape";

let servers: DataServers;
let service: RunningService;

beforeAll(async () => {
  servers = await startDataServers();
});

afterAll(() => servers.close());

// Each test starts from 0, with its own database.
let databases = 0;
beforeEach(async () => {
  const name = `metrics_${(databases += 1)}`;
  await servers.createDatabase(name);
  service = await serviceOn(servers, { DATABASE_NAME: name });
  await untilReady(service);
});

afterEach(() => service.stop());

const requestsOf = (scrape: Scrape) =>
  Object.fromEntries(
    Object.entries(scrape.nonZero("http_requests_total"))
      .map(([labels, value]) => {
        const [, method, route, status] = /method="(.*)",route="(.*)",status="(.*)"/.exec(labels)!;
        return [`${method} ${route} ${status}`, value] as const;
      })
      .filter(([request]) => !/ \/(ready|metrics) /.test(request)),
  );

const total = (counts: Report["answers"], pattern: RegExp) =>
  Object.entries(counts).reduce((sum, [key, n]) => sum + (pattern.test(key) ? n : 0), 0);

it("exposes exactly the catalog and Node's default metrics", async () => {
  const standard = new Registry();
  collectDefaultMetrics({ register: standard });
  const others = (await standard.getMetricsAsJSON()).map(({ name }) => name);
  const scrape = await service.scrape();
  expect([...scrape.names()].sort()).toEqual([...Object.keys(backend), ...others].sort());
});

it("initializes known series to 0, and exposes fewer than 2200 series", async () => {
  const scrape = await service.scrape();
  const zeros = [
    ["http_requests_total", { method: "POST", route: "/api/v1/deals", status: "503" }],
    ["http_requests_total", { method: "GET", route: "unmatched", status: "404" }],
    ["http_request_duration_seconds_count", { method: "GET", route: "/api/v1/deals/:id" }],
    ["autodealgenie_deals_created_total", { status: "cancelled" }],
    ["autodealgenie_deals", { status: "completed" }],
    ["autodealgenie_auth_failures_total", { reason: "inactive" }],
    ["autodealgenie_db_query_errors_total", { operation: "insert", table: "deals" }],
    ["autodealgenie_cache_hits_total", { cache_name: "deal" }],
    ["autodealgenie_vehicle_searches_total", { search_type: "comparison" }],
  ] as const;
  for (const [name, labels] of zeros) expect([name, scrape.value(name, labels)]).toEqual([name, 0]);
  expect(scrape.value("autodealgenie_db_pool_max_connections")).toBe(5);
  expect(scrape.nonZero("autodealgenie_app_info")).toEqual({
    '{version="1.0.0",environment="dev"}': 1,
  });
  expect(scrape.series).toBeLessThan(2200);
});

it("initializes the 5xx series of every route to 0, so that a single failure is an increase", async () => {
  const { text } = await service.scrape();
  const series = [
    ...text.matchAll(/^http_requests_total\{method="(.+)",route="(.+)",status="(\d+)"\} (\d+)$/gm),
  ].map(([, method, route, status, value]) => ({ on: `${method} ${route}`, status, value }));
  const routes = new Set(series.map(({ on }) => on));
  expect(routes).toContain("GET /health");
  expect(routes).toContain("POST /api/v1/deals");
  expect(routes).toContain("OTHER unmatched");
  const failures = series.filter(({ status }) => Number(status) >= 500);
  expect(new Set(failures.map(({ on }) => on))).toEqual(routes);
  expect(failures).toHaveLength(routes.size * SERVER_ERRORS.length);
  // It was requested until it was ready.
  const users = failures.filter(({ on }) => on !== "GET /ready");
  expect(users.filter(({ value }) => value !== "0")).toEqual([]);
});

it("counts exactly the traffic that the clients observed", async () => {
  const before = await service.scrape();
  const report = await new Traffic({
    baseUrl: service.url,
    users: 3,
    requestsPerSecond: 400,
    count: 400,
    seconds: 30,
  }).run();
  const after = await service.scrape();

  expect([report.requests, report.failures]).toEqual([400, {}]);
  expect(requestsOf(after)).toEqual(report.answers);
  const { answers } = report;
  expect(total(answers, / 5\d\d$/)).toBe(0);
  for (const expected of [/ unmatched 404$/, / 409$/, / 422$/, /login 401$/, /DELETE .* 204$/]) {
    expect([expected, total(answers, expected)]).not.toEqual([expected, 0]);
  }

  const grown = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    after.value(name, labels)! - before.value(name, labels)!;
  const created = total(answers, /POST .*deals 201$/);
  expect(grown("autodealgenie_user_signups_total")).toBe(total(answers, /signup 201$/));
  expect(grown("autodealgenie_auth_success_total")).toBe(total(answers, /login 200$/));
  expect(grown("autodealgenie_auth_failures_total", { reason: "bad_credentials" })).toBe(
    total(answers, /login 401$/),
  );
  expect(grown("autodealgenie_deals_created_total", { status: "pending" })).toBe(created);
  expect(Object.values(after.nonZero("autodealgenie_deals")).reduce((a, b) => a + b)).toBe(
    created - total(answers, /DELETE .*deals\/:id 204$/),
  );
  expect(grown("autodealgenie_active_users")).toBe(3);

  const cache = { cache_name: "deal" };
  const lookups = total(answers, /GET .*deals\/:id /);
  const misses = grown("autodealgenie_cache_misses_total", cache);
  expect(grown("autodealgenie_cache_hits_total", cache) + misses).toBe(lookups);
  expect(misses).toBeLessThan(lookups / 3);
  const inserts = { operation: "insert", table: "deals" };
  expect(grown("autodealgenie_db_queries_total", inserts)).toBe(created);
  expect(grown("autodealgenie_db_query_duration_seconds_count", inserts)).toBe(created);
  expect(after.nonZero("autodealgenie_db_query_errors_total")).toEqual({});
  // Every statement of the program has a series from the start.
  for (const labels of Object.keys(after.nonZero("autodealgenie_db_queries_total"))) {
    expect(before.text).toContain(`autodealgenie_db_queries_total${labels} `);
  }
});

it("counts each kind of statement and cache operation exactly", async () => {
  const browser = await Browser.signedIn(service.url);
  const before = await service.scrape();
  const id = await browser.deal({ status: "in_progress" });
  await browser.get(`/api/v1/deals/${id}`);
  await browser.get(`/api/v1/deals/${id}`);
  await browser.put(`/api/v1/deals/${id}`, { status: "completed" });
  await browser.get(`/api/v1/deals/${id}`);
  await browser.get("/api/v1/deals");
  const after = await service.scrape();
  const growth = (name: string) => {
    const past = before.nonZero(name);
    return Object.fromEntries(
      Object.entries(after.nonZero(name))
        .map(([labels, value]) => [labels, value - (past[labels] ?? 0)] as const)
        .filter(([, value]) => value !== 0),
    );
  };
  // Two reads that miss the cache, and two for the list. The second scrape adds one to count the deals and one to count
  // the negotiations.
  expect(growth("autodealgenie_db_queries_total")).toEqual({
    '{operation="insert",table="deals"}': 1,
    '{operation="select",table="deals"}': 5,
    '{operation="select",table="negotiation_sessions"}': 1,
    '{operation="update",table="deals"}': 1,
  });
  expect(growth("autodealgenie_cache_operation_duration_seconds_count")).toEqual({
    '{operation="get",cache_name="deal"}': 3,
    '{operation="set",cache_name="deal"}': 2,
    '{operation="delete",cache_name="deal"}': 1,
  });
  expect(growth("autodealgenie_cache_hits_total")).toEqual({ '{cache_name="deal"}': 1 });
  expect(growth("autodealgenie_cache_misses_total")).toEqual({ '{cache_name="deal"}': 2 });
  expect(growth("autodealgenie_deals_created_total")).toEqual({ '{status="in_progress"}': 1 });
  expect(after.nonZero("autodealgenie_deals")).toEqual({ '{status="completed"}': 1 });
});

it("measures request and response bodies in bytes", async () => {
  const browser = await Browser.signedIn(service.url);
  const body = JSON.stringify(CAR);
  const labels = { method: "POST", route: "/api/v1/deals" };
  const { headers } = await browser.post("/api/v1/deals", CAR);
  const chunked = new ReadableStream({
    start: (controller) => {
      controller.enqueue(Buffer.from(body));
      controller.close();
    },
  });
  const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: chunked };
  expect((await browser.send("/api/v1/deals", { ...init, duplex: "half" })).status).toBe(201);
  const scrape = await service.scrape();
  expect(scrape.value("http_request_size_bytes_sum", labels)).toBe(2 * body.length);
  expect(scrape.value("http_response_size_bytes_sum", labels)).toBe(
    2 * Number(headers.get("Content-Length")),
  );
});

it("reports the same deals and active users on every replica", async () => {
  const name = `metrics_${databases}`;
  const replica = await serviceOn(servers, { DATABASE_NAME: name });
  try {
    await untilReady(replica);
    const browser = await Browser.signedIn(service.url);
    await browser.deal();
    await browser.deal({ status: "completed" });
    const [one, other] = [await service.scrape(), await replica.scrape()];
    expect(one.nonZero("autodealgenie_deals")).toEqual({
      '{status="pending"}': 1,
      '{status="completed"}': 1,
    });
    expect(other.nonZero("autodealgenie_deals")).toEqual(one.nonZero("autodealgenie_deals"));
    const users = one.value("autodealgenie_active_users");
    expect(users).toBeGreaterThan(0);
    expect(other.value("autodealgenie_active_users")).toBe(users);
    // Counters of events belong to the process in which these happened.
    expect(other.value("autodealgenie_user_signups_total")).toBe(0);
  } finally {
    await replica.stop();
  }
});
