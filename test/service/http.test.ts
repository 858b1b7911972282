import { request } from "node:http";

import { startDataServers, type DataServers } from "../support/dataServers";
import { Browser, type Reply } from "./browser";
import { serviceOn, until, untilReady, type RunningService } from "./harness";

let servers: DataServers;
let service: RunningService;
let browser: Browser;

beforeAll(async () => {
  servers = await startDataServers();
  service = await serviceOn(servers);
  await untilReady(service);
  browser = await Browser.signedIn(service.url);
});

afterAll(async () => {
  await service.stop();
  await servers.close();
});

const LOGIN = "/api/v1/auth/login";
const JSON_TYPE = { "Content-Type": "application/json" };

const count = async (method: string, route: string, status: number) =>
  (await service.scrape()).value("http_requests_total", { method, route, status: String(status) });

function expectProblem({ status, headers, body }: Reply, expected: number): void {
  expect(status).toBe(expected);
  expect(headers.get("Content-Type")).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({
    type: "about:blank",
    title: expect.any(String),
    status: expected,
    detail: expect.any(String),
    request_id: headers.get("X-Request-ID"),
  });
  expect(JSON.stringify(body)).not.toMatch(/\bat .*[.]ts|node_modules|Error:/);
}

const send = (path: string, body: string, headers: Record<string, string> = JSON_TYPE) =>
  browser.send(path, { method: "POST", body, headers });

describe("requests that cannot be served get a problem response, counted under their route", () => {
  it.each([
    ["an unknown path", 404, "GET", "/api/v1/wp-admin.php?x=1", "unmatched"],
    ["an unknown top-level path", 404, "POST", "/", "unmatched"],
    ["a path that cannot be decoded", 400, "GET", "/api/v1/deals/%E0%A4%A", "unmatched"],
    ["an unsupported method", 405, "PATCH", "/api/v1/deals/1", "unmatched"],
    ["an unknown method", 405, "PURGE", "/api/v1/deals", "unmatched"],
  ])("%s: %i", async (_what, status, method, path, route) => {
    const label = status === 405 ? "OTHER" : method;
    const before = (await count(label, route, status)) ?? 0;
    const reply = await browser.send(path, { method });
    expectProblem(reply, status);
    if (status === 405) expect(reply.headers.get("Allow")).toContain("GET");
    expect(await count(label, route, status)).toBe(before + 1);
  });

  it.each([
    ["malformed JSON", 400, '{"email": ', JSON_TYPE],
    ["JSON that is neither an object nor an array", 400, '"text"', JSON_TYPE],
    [
      "an unsupported content type",
      415,
      "email=a",
      { "Content-Type": "application/x-www-form-urlencoded" },
    ],
    ["a compressed body", 415, "{}", { ...JSON_TYPE, "Content-Encoding": "gzip" }],
    ["a body of more than 1 MB", 413, `"${"x".repeat(1024 * 1024)}"`, JSON_TYPE],
    ["an array instead of an object", 422, "[]", JSON_TYPE],
  ])("%s: %i", async (_what, status, body, headers) => {
    const before = await count("POST", LOGIN, status);
    expectProblem(await send(LOGIN, body, headers), status);
    expect(await count("POST", LOGIN, status)).toBe(before! + 1);
  });

  it("no body: 422", async () => {
    expectProblem(await browser.post(LOGIN), 422);
  });

  it("a body of unknown length that becomes too long: 413", async () => {
    const body = new ReadableStream({
      pull: (controller) => {
        controller.enqueue(Buffer.alloc(300_000, " "));
        if ((sent += 1) === 5) controller.close();
      },
    });
    let sent = 0;
    const init = { method: "POST", headers: JSON_TYPE, body, duplex: "half" } as RequestInit;
    expectProblem(await browser.send(LOGIN, init), 413);
  });

  it("a body of just under 1 MB, with missing fields: 422", async () => {
    const padding = " ".repeat(1024 * 1024 - 2);
    expectProblem(await send(LOGIN, `{}${padding}`), 422);
  });

  it("a client that disconnects before the response: 499", async () => {
    const url = `${service.url}${LOGIN}`;
    const headers = { ...JSON_TYPE, "Content-Length": "10" };
    await new Promise((resolve) => {
      const going = request(url, { method: "POST", headers }, resolve).on("close", resolve);
      going.on("error", () => undefined).write("{");
      const underWay = async () => (await service.scrape()).value("http_requests_in_flight") === 1;
      void until("it is under way", underWay).finally(() => going.destroy());
    });
    await until("it is counted", async () => (await count("POST", LOGIN, 499)) === 1);
    expect((await service.scrape()).value("http_requests_in_flight")).toBe(0);
  });
});

describe("request ids", () => {
  it("are taken from the caller if they are valid, and are logged", async () => {
    const { headers } = await browser.get("/health", { "X-Request-ID": "trace-1.A_b" });
    expect(headers.get("X-Request-ID")).toBe("trace-1.A_b");
    expect(JSON.stringify(service.log)).toContain("trace-1.A_b");
  });

  it.each(["a b", "<script>", "x".repeat(65)])("are generated instead of %j", async (given) => {
    const { headers } = await browser.get("/health", { "X-Request-ID": given });
    expect(headers.get("X-Request-ID")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

it("sends security headers, and does not disclose its software", async () => {
  const { headers } = await browser.get("/health");
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Content-Security-Policy")).toContain("default-src 'self'");
  expect(headers.get("X-Powered-By")).toBeNull();
});

it("handles and counts HEAD like GET, and measures an empty body", async () => {
  const labels = { method: "GET", route: "/health" };
  const before = await service.scrape();
  const { status, body } = await browser.send("/health", { method: "HEAD" });
  expect([status, body]).toEqual([200, ""]);
  const after = await service.scrape();
  const grown = (name: string, more = {}) =>
    after.value(name, { ...labels, ...more })! - before.value(name, { ...labels, ...more })!;
  expect(grown("http_requests_total", { status: "200" })).toBe(1);
  expect(grown("http_response_size_bytes_count")).toBe(1);
  expect(grown("http_response_size_bytes_sum")).toBe(0);
});

describe("/openapi.json", () => {
  it("describes every endpoint by its validation schemas", async () => {
    const { body } = await browser.get("/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    expect(Object.keys(body.paths as object).sort()).toEqual([
      "/api/v1/auth/login",
      "/api/v1/auth/logout",
      "/api/v1/auth/me",
      "/api/v1/auth/refresh",
      "/api/v1/auth/signup",
      "/api/v1/deals",
      "/api/v1/deals/{id}",
      "/api/v1/deals/{id}/evaluations",
      "/api/v1/favorites",
      "/api/v1/favorites/{vin}",
      "/api/v1/llm-answers",
      "/api/v1/loans/applications",
      "/api/v1/loans/applications/{id}",
      "/api/v1/loans/applications/{id}/status",
      "/api/v1/loans/calculate",
      "/api/v1/loans/offers",
      "/api/v1/negotiations",
      "/api/v1/negotiations/{id}",
      "/api/v1/negotiations/{id}/messages",
      "/api/v1/negotiations/{id}/next",
      "/api/v1/preferences",
      "/api/v1/searches",
      "/api/v1/subscriptions",
      "/api/v1/subscriptions/{id}",
      "/api/v1/vehicles/compare",
      "/api/v1/vehicles/recommendations",
      "/api/v1/vehicles/search",
      "/api/v1/vehicles/{vin}",
      "/health",
      "/metrics",
      "/openapi.json",
      "/ready",
    ]);
    const create = body.paths["/api/v1/deals"].post;
    expect(create.security).toEqual([{ cookie: [] }]);
    expect(create.requestBody.content["application/json"].schema).toMatchObject({
      additionalProperties: false,
      properties: { asking_price: { minimum: 100, maximum: 10_000_000 } },
    });
    expect(Object.keys(create.responses as object)).toEqual([
      "201",
      "400",
      "401",
      "413",
      "415",
      "422",
      "429",
      "500",
      "503",
    ]);
    const [skip] = body.paths["/api/v1/deals"].get.parameters;
    expect(skip).toMatchObject({ name: "skip", in: "query", required: false });
    const [id] = body.paths["/api/v1/deals/{id}"].get.parameters;
    expect(id).toMatchObject({
      name: "id",
      in: "path",
      required: true,
      schema: { format: "uuid" },
    });
  });
});
