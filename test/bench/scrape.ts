import { once } from "node:events";
import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import express, { type Express } from "express";
import { Counter, Histogram, Registry } from "prom-client";

import { healthEndpoints } from "../../service/health/endpoints";
import type { ScrapeGauges } from "../../service/health/gauges";
import { serve } from "../../service/http/serve";
import { backend } from "../../service/metrics/catalog";
import { instrument } from "../../service/metrics/registry";
import type { Benchmark } from "./benchmark";

const METHODS = ["GET", "POST", "PUT", "DELETE"];
const STATUSES = ["200", "201", "400", "401", "404", "422", "500", "503"];

/** The name of one of the routes. */
const routeOf = (n: number) => `/api/v1/area-${String(n)}/:id/things`;

interface Seen {
  request(labels: { method: string; route: string; status: string }): void;
  took(seconds: number, labels: { method: string; route: string }): void;
  sent(bytes: number, labels: { method: string; route: string }): void;
}

// A counter for each status, and two histograms with ten and with four bounds.
const SERIES_OF_EACH = STATUSES.length + (10 + 3) + (4 + 3);

/** Creates approximately this many series. */
function fill(series: number, seen: Seen): void {
  const routes = Math.ceil(series / SERIES_OF_EACH / METHODS.length);
  for (let n = 0; n < routes; n++) {
    for (const method of METHODS) {
      const labels = { method, route: routeOf(n) };
      for (const status of STATUSES) seen.request({ ...labels, status });
      seen.took(0.0123 * n, labels);
      seen.sent(17 * n, labels);
    }
  }
}

/** The service's own endpoint, without databases to query. */
function ours(series: number): Express {
  const registry = new Registry();
  const metrics = instrument(backend, registry);
  fill(series, {
    request: (labels) => metrics.http_requests_total.inc(labels),
    took: (seconds, labels) => metrics.http_request_duration_seconds.observe(seconds, labels),
    sent: (bytes, labels) => metrics.http_response_size_bytes.observe(bytes, labels),
  });
  const app = express();
  const gauges = { read: () => Promise.resolve() } as unknown as ScrapeGauges;
  serve(app, healthEndpoints({ own: {}, shared: {}, gauges, registry }), {
    admit: () => Promise.resolve(""),
    schemaReady: () => true,
  });
  return app;
}

/** prom-client's own metrics and page, as in its documentation. */
function peers(series: number): Express {
  const registry = new Registry();
  const config = (metric: { readonly name: string; readonly help: string; labels: object }) => ({
    name: metric.name,
    help: metric.help,
    labelNames: Object.keys(metric.labels),
    registers: [registry],
  });
  const durations = backend.http_request_duration_seconds;
  const sizes = backend.http_response_size_bytes;
  const requests = new Counter(config(backend.http_requests_total));
  const duration = new Histogram({ ...config(durations), buckets: [...(durations.buckets ?? [])] });
  const size = new Histogram({ ...config(sizes), buckets: [...(sizes.buckets ?? [])] });
  fill(series, {
    request: (labels) => requests.inc(labels),
    took: (seconds, labels) => duration.observe(labels, seconds),
    sent: (bytes, labels) => size.observe(labels, bytes),
  });
  return express().get("/metrics", async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
}

interface Page {
  readonly server: Server;
  readonly url: string;
}

async function listening(app: Express): Promise<Page> {
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${String(port)}/metrics` };
}

const SCRAPES = 5;

/**
 * The longest turn of the event loop during a scrape, which is the longest time that a request may have to wait. It is
 * measured in milliseconds of the process's CPU time, which other processes do not increase. The minimum of several
 * scrapes counts, because the threads of the compiler and the garbage collector are included.
 */
async function longestTurn({ url }: Page): Promise<number> {
  let least = Infinity;
  for (let n = 0; n < SCRAPES; n++) least = Math.min(least, await longestTurnOf(scrape(url)));
  return least;
}

async function longestTurnOf(scraped: Promise<void>): Promise<number> {
  let longest = 0;
  let began = process.cpuUsage();
  let pending = setImmediate(function turn() {
    const { user, system } = process.cpuUsage(began);
    longest = Math.max(longest, (user + system) / 1000);
    began = process.cpuUsage();
    pending = setImmediate(turn);
  });
  await scraped;
  clearImmediate(pending);
  return longest;
}

async function scrape(url: string): Promise<void> {
  const [response] = (await once(get(url, { agent: false }), "response")) as [
    NodeJS.ReadableStream,
  ];
  response.resume();
  await once(response, "end");
}

interface Pages {
  readonly ours: Page;
  readonly peers: Page;
}

const waits = (series: number): Benchmark<Pages> => ({
  name: `the longest wait behind a scrape of ${series.toLocaleString("en")} series`,
  against: "prom-client's own page",
  why: "The service writes the page five hundred lines at a time, and serves other requests in between. prom-client writes it in one go.",
  reach: { value: 20, times: 1 / 2 },
  gives: "ms",
  judgedBy: "most",
  setup: async () => {
    const pages = {
      ours: await listening(ours(series)),
      peers: await listening(peers(series)),
    };
    for (const { url } of [pages.ours, pages.peers]) for (let n = 0; n < 5; n++) await scrape(url);
    return pages;
  },
  close: (pages) => {
    for (const { server } of [pages.ours, pages.peers]) server.close();
  },
  work: (pages) => longestTurn(pages.ours),
  baseline: (pages) => longestTurn(pages.peers),
});

/** How long a scrape delays other requests. */
export const scrapeBenchmarks: readonly Benchmark<Pages>[] = [waits(10_000), waits(30_000)];
