import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { asker } from "../../../lab/pictures/ask";
import { comparedContent, contentOf } from "../../../lab/pictures/content";
import type { DashboardJson, Drawing } from "../../../lab/pictures/drawing";
import { serve, type Server } from "../../../lab/pictures/server";
import { changedPairs } from "../../../lab/pictures/versions";

const NOW = Date.parse("2026-01-31T12:00:00Z");

/** A stand-in for Prometheus, with the requests that it got and its answers, which have the form of the real ones. */
const asked: { path: string; user: string | undefined; body: URLSearchParams }[] = [];
const says: Record<string, object> = {
  good: {
    status: "success",
    data: {
      resultType: "matrix",
      result: [
        {
          metric: { pod: "a" },
          values: [
            [1, "1"],
            [2, "NaN"],
          ],
        },
      ],
    },
  },
  now: {
    status: "success",
    data: { resultType: "vector", result: [{ metric: {}, value: [3, "+Inf"] }] },
  },
  bad: { status: "error", errorType: "bad_data", error: "parse error: unexpected end" },
  alerts: {
    status: "success",
    data: {
      resultType: "matrix",
      result: [
        {
          metric: { alertname: "Down", severity: "critical" },
          values: [15, 30, 45, 300, 315].map((time) => [time, "1"]),
        },
      ],
    },
  },
};
const prometheus = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    const parameters = new URLSearchParams(body);
    const user = request.headers.authorization;
    asked.push({ path: request.url ?? "", user, body: parameters });
    const answer = says[parameters.get("query") ?? ""];
    response.writeHead(answer && "error" in answer ? 400 : 200);
    response.end(answer === undefined ? "<html>" : JSON.stringify(answer));
  });
});

const dashboard: DashboardJson = {
  uid: "a",
  title: "A",
  description: "What it is for",
  time: { from: "now-3h", to: "now" },
  annotations: {
    list: [
      {
        name: "Alerts",
        expr: "alerts",
        datasource: { type: "prometheus" },
        iconColor: "red",
        titleFormat: "{{alertname}}",
        textFormat: "{{severity}}",
      },
    ],
  },
  panels: [
    {
      id: 1,
      type: "timeseries",
      gridPos: { x: 0, y: 0, w: 24, h: 8 },
      targets: [
        { refId: "A", expr: "good", legendFormat: "{{pod}}" },
        { refId: "B", expr: "now", instant: true },
        { refId: "C", expr: "bad" },
      ],
    },
  ],
};
const version = { dashboards: [dashboard], scrapeSeconds: 15 };

const folder = mkdtempSync(join(tmpdir(), "pictures-"));
let server: Server;
let address: string;

beforeAll(async () => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "the page");
  writeFileSync(join(folder, "assets/main.js"), "the program");
  await new Promise<void>((done) => prometheus.listen(0, "127.0.0.1", done));
  address = `http://127.0.0.1:${String((prometheus.address() as AddressInfo).port)}`;
  const source = { prometheus: asker(`${address}/`), width: 1600, now: () => NOW };
  server = await serve(contentOf(version, source), folder, 0);
});
afterAll(async () => {
  await server.close();
  prometheus.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => void asked.splice(0));

const get = async (path: string) => {
  const response = await fetch(`${server.url}${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe("a served dashboard", () => {
  it("contains Prometheus's result or error for each query", async () => {
    const drawing = JSON.parse((await get("/api/d/a")).text) as Drawing;
    expect(drawing.range).toEqual({ from: NOW - 3 * 3_600_000, to: NOW });
    expect(drawing.prometheus).toBe(address);
    expect(drawing.sides).toHaveLength(1);
    expect(drawing.sides[0]?.answers[1]).toEqual([
      {
        refId: "A",
        step: 15,
        series: [
          {
            name: "a",
            labels: { pod: "a" },
            points: [
              [1, "1"],
              [2, "NaN"],
            ],
          },
        ],
      },
      { refId: "B", series: [{ name: "{}", labels: {}, points: [[3, "+Inf"]] }] },
      { refId: "C", step: 15, series: [], error: "parse error: unexpected end" },
    ]);
    const now = asked.find(({ body }) => body.get("query") === "now");
    expect(now).toMatchObject({ path: "/api/v1/query" });
    expect(now?.body.get("time")).toBe(String(NOW / 1000));
  });

  it("marks each period in which an alert fired", async () => {
    const drawing = JSON.parse((await get("/api/d/a")).text) as Drawing;
    const said = { title: "Down", text: "critical", color: "red" };
    expect(drawing.sides[0]?.marks).toEqual([
      { from: 15, to: 45, ...said },
      { from: 300, to: 315, ...said },
    ]);
  });

  it("shows another time range if requested, and rejects an invalid one", async () => {
    const drawing = JSON.parse((await get("/api/d/a?from=now-5m")).text) as Drawing;
    expect(drawing.range).toEqual({ from: NOW - 300_000, to: NOW });
    const { status, text } = await get("/api/d/a?from=soon");
    expect([status, text]).toEqual([502, expect.stringContaining('"soon" is not a time.')]);
  });

  it("is listed, and any other one is not found", async () => {
    expect(JSON.parse((await get("/api/dashboards")).text)).toEqual({
      dashboards: [{ uid: "a", title: "A", description: "What it is for", from: "now-3h" }],
    });
    expect((await get("/api/d/b")).status).toBe(404);
  });
});

describe("the pages", () => {
  it("are the built files, and nothing outside their folder", async () => {
    expect((await get("/")).text).toBe("the page");
    expect((await get("/d/a?still")).text).toBe("the page");
    expect((await get("/assets/main.js")).text).toBe("the program");
    for (const path of ["/assets/none.js", "/assets/..%2f..%2fetc/passwd", "/etc/passwd"]) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it("may only load from the same origin", async () => {
    const { headers } = await get("/d/a");
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
  });

  it("are not served if the port is taken", async () => {
    const taken = Number(new URL(server.url).port);
    const content = { listing: { dashboards: [] }, drawing: () => Promise.resolve(undefined) };
    await expect(serve(content, folder, taken)).rejects.toMatchObject({
      message: `Port ${String(taken)} of 127.0.0.1 is taken.`,
      remedy: expect.stringContaining("--port"),
    });
  });
});

it("shows two versions side by side, for the same time range", async () => {
  const later = { ...dashboard, title: "B" };
  const pairs = changedPairs(version, { ...version, dashboards: [later] });
  const source = { prometheus: asker(address), width: 1600, now: () => NOW };
  const content = comparedContent(
    pairs,
    { before: 15, after: 15 },
    { before: "then", after: "now" },
    source,
  );
  expect(content.listing.dashboards.map(({ title }) => title)).toEqual(["B"]);
  const drawing = await content.drawing("a");
  expect(drawing?.sides.map(({ label, dashboard }) => [label, dashboard?.title])).toEqual([
    ["then", "A"],
    ["now", "B"],
  ]);
  const ends = asked.filter(({ body }) => body.has("end")).map(({ body }) => body.get("end"));
  expect(new Set(ends)).toEqual(new Set([String(NOW / 1000)]));
});

it("reports an address that does not answer like Prometheus, with a remedy", async () => {
  const range = { from: 0, to: NOW };
  await expect(asker(address).ask({ expr: "unknown" }, range)).rejects.toMatchObject({
    message: `${address} does not answer like Prometheus: it answered 200.`,
    remedy: expect.stringContaining("--prometheus"),
  });
  await expect(asker("http://127.0.0.1:9").ask({ expr: "1" }, range)).rejects.toThrow(
    "http://127.0.0.1:9 does not answer like Prometheus",
  );
});

it("sends user and password to Prometheus, and never shows them", async () => {
  const { ask, address: shown } = asker(address.replace("//", "//who:p%40ss@"));
  expect(shown).toBe(address);
  await ask({ expr: "now" }, { from: 0, to: NOW });
  expect(asked[0]?.user).toBe(`Basic ${Buffer.from("who:p@ss").toString("base64")}`);
  expect(() => asker("who:pass@host")).toThrow('"…@host" is not an HTTP address.');
});
