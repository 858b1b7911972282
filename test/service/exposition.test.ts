import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import express from "express";
import fc from "fast-check";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

import { healthEndpoints } from "../../service/health/endpoints";
import type { ScrapeGauges } from "../../service/health/gauges";
import { serve } from "../../service/http/serve";
import { backend } from "../../service/metrics/catalog";
import type { Metric } from "../../service/metrics/define";
import { exposition, LINES_A_TURN } from "../../service/metrics/exposition";
import { instrument } from "../../service/metrics/registry";
import { promtool } from "../support/promtool";

/** What happens to one metric: updates of its series, in any order. */
interface Happening {
  readonly series: number;
  readonly value: number;
  readonly cleared: boolean;
}
interface Played {
  readonly kind: Metric["kind"];
  readonly help: string;
  readonly buckets: readonly number[];
  readonly labelNames: readonly string[];
  /** The label values of each of its series. */
  readonly known: readonly (readonly string[])[];
  readonly happenings: readonly Happening[];
}

/** Any text for a label or a help: mainly backslashes, quotes and line ends. */
const words = fc.oneof(
  fc.string({ unit: fc.constantFrom("\\", '"', "\n", ",", "=", "}", ":", "1", "a") }),
  fc.string({ unit: "grapheme" }),
);
const amount = fc.oneof(fc.nat(3), fc.double({ min: 0, max: 1e300, noNaN: true }));
const anyNumber = fc.oneof(fc.double(), fc.integer());

const metrics: fc.Arbitrary<readonly Played[]> = fc.array(
  fc
    .record({
      kind: fc.constantFrom<Metric["kind"]>("counter", "gauge", "histogram"),
      labelNames: fc.subarray(["zone", "alpha", "le_of", "b2"]),
    })
    .chain(({ kind, labelNames }) =>
      fc.record({
        kind: fc.constant(kind),
        labelNames: fc.constant(labelNames),
        help: words.map((text) => `_${text}`),
        buckets: fc
          .uniqueArray(fc.double({ min: -10, max: 1e6, noNaN: true }), { maxLength: 5 })
          // prom-client makes one bucket of 0 and -0.
          .map((bounds) => [...new Set(bounds.map((bound) => bound + 0))].sort((a, b) => a - b)),
        known: fc.array(fc.tuple(...labelNames.map(() => words)), { minLength: 1, maxLength: 4 }),
        happenings: fc.array(
          fc.record({
            series: fc.nat(),
            value: kind === "gauge" ? anyNumber : amount,
            cleared: fc.boolean(),
          }),
          { maxLength: 30 },
        ),
      }),
    ),
  { maxLength: 6 },
);

const nameOf = (index: number) => `metric_${String(index)}`;

function labelsOf({ labelNames, known }: Played, { series }: Happening): Record<string, string> {
  const values = known[series % known.length] ?? [];
  return Object.fromEntries(labelNames.map((name, place) => [name, values[place] ?? ""]));
}

/** Applies everything to prom-client's own classes. */
function peer(played: readonly Played[]): Registry {
  const registry = new Registry();
  for (const [index, it] of played.entries()) {
    const { help, labelNames, kind, happenings } = it;
    const config = { name: nameOf(index), help, labelNames, registers: [registry] };
    if (kind === "counter") {
      const counter = new Counter(config);
      for (const one of happenings) counter.inc(labelsOf(it, one), one.value);
    } else if (kind === "gauge") {
      const gauge = new Gauge(config);
      for (const one of happenings) {
        if (one.cleared) gauge.reset();
        // A gauge without labels always has a series in prom-client, so it has to be removed.
        if (one.cleared && labelNames.length === 0) gauge.remove();
        gauge.set(labelsOf(it, one), one.value);
      }
    } else {
      const histogram = new Histogram({ ...config, buckets: [...it.buckets] });
      for (const one of happenings) histogram.observe(labelsOf(it, one), one.value);
    }
  }
  return registry;
}

/** Applies the same to our classes. */
function ours(played: readonly Played[]): Registry {
  const registry = new Registry();
  for (const [index, it] of played.entries()) {
    const name = nameOf(index);
    const { kind, help, buckets, happenings } = it;
    const labels = Object.fromEntries(it.labelNames.map((label) => [label, null]));
    if (kind === "counter") {
      const of = instrument({ [name]: { name, kind, help, labels } }, registry)[name]!;
      for (const one of happenings) of.add(one.value, labelsOf(it, one));
    } else if (kind === "gauge") {
      const of = instrument({ [name]: { name, kind, help, labels } }, registry)[name]!;
      for (const one of happenings) {
        if (one.cleared) of.clear();
        of.set(one.value, labelsOf(it, one));
      }
    } else {
      const of = instrument({ [name]: { name, kind, help, labels, buckets } }, registry)[name]!;
      for (const one of happenings) of.observe(one.value, labelsOf(it, one));
    }
  }
  return registry;
}

async function page(registry: Registry): Promise<string> {
  let text = "";
  for await (const piece of exposition(registry)) text += piece;
  return text;
}

/** The service's metrics with this many series, some of each kind. */
function filled(series: number): { readonly registry: Registry; readonly count: () => void } {
  const registry = new Registry();
  const metrics = instrument(backend, registry);
  const routes = Array.from({ length: Math.ceil(series / 30) }, (_, n) => `/api/v1/n${String(n)}`);
  const count = () => {
    for (const route of routes) {
      metrics.http_requests_total.inc({ method: "POST", route, status: "200" });
      metrics.http_request_duration_seconds.observe(0.25, { method: "POST", route });
      metrics.http_request_size_bytes.observe(300, { method: "POST", route });
      metrics.http_response_size_bytes.observe(300, { method: "POST", route });
    }
  };
  count();
  return { registry, count };
}

describe("the page", () => {
  it("equals the output of prom-client's own metrics after the same updates", async () => {
    await fc.assert(
      fc.asyncProperty(metrics, async (played) => {
        const expected = await peer(played).metrics();
        const registry = ours(played);
        expect(await page(registry)).toBe(expected);
        // prom-client's registry can write our metrics, too.
        expect(await registry.metrics()).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("equals the output of prom-client's registry, even with prom-client's metrics among ours", async () => {
    const { registry } = filled(3000);
    new Gauge({ name: "last", help: "Last.", registers: [registry] }).set(Infinity);
    expect(await page(registry)).toBe(await registry.metrics());
    expect(await page(new Registry())).toBe(await new Registry().metrics());
  });

  it("passes promtool's check", async () => {
    const input = await page(filled(10_000).registry);
    expect(execFileSync(promtool(), ["check", "metrics"], { input, encoding: "utf8" })).toBe("");
  });
});

describe("a page with many series", () => {
  it("is written in pieces, and yields to the event loop between them", async () => {
    const { registry } = filled(10_000);
    let turns = 0;
    const turn = () => {
      turns += 1;
      pending = setImmediate(turn);
    };
    let pending = setImmediate(turn);
    let before = -1;
    let pieces = 0;
    for await (const piece of exposition(registry)) {
      expect(turns).toBeGreaterThan(before);
      before = turns;
      pieces += 1;
      // The last series is complete, with at most thirteen lines; so are the headers of a few dozen metrics.
      expect(piece.split("\n").length).toBeLessThan(LINES_A_TURN + 200);
    }
    clearImmediate(pending);
    expect(pieces).toBeGreaterThanOrEqual(10_000 / (LINES_A_TURN + 13));
  });

  it("shows each histogram as of one moment although values arrive in between", async () => {
    const { registry, count } = filled(5000);
    let text = "";
    for await (const piece of exposition(registry)) {
      text += piece;
      count();
    }
    const counts = [
      ...text.matchAll(
        /le="\+Inf",(.*)} (\d+)\n(\w+)_sum{(.*)} ([\d.]+)\n\w+_count{(.*)} (\d+)\n/g,
      ),
    ];
    expect(counts.length).toBeGreaterThan(300);
    const counted = new Set<number>();
    for (const [, labels, inf, name, ofSum, sum, ofCount, total] of counts) {
      const each = name === "http_request_duration_seconds" ? 0.25 : 300;
      expect([ofSum, ofCount, total]).toEqual([labels, labels, inf]);
      expect(Number(sum)).toBe(Number(total) * each);
      counted.add(Number(total));
    }
    // Values did come in between.
    expect(counted.size).toBeGreaterThan(3);
  });

  it("is complete for each of several concurrent readers", async () => {
    const { registry } = filled(3000);
    const expected = await registry.metrics();
    const pages = await Promise.all([page(registry), page(registry), page(registry)]);
    expect(pages).toEqual([expected, expected, expected]);
  });
});

describe("GET /metrics", () => {
  let server: Server;
  let read: (res: ServerResponse) => Promise<void>;
  let collected: number;
  /** The paths, in the order in which the server finished their answers. */
  let answered: string[];
  let port: number;
  let expected: string;

  beforeEach(async () => {
    const { registry } = filled(30_000);
    expected = await registry.metrics();
    collected = 0;
    answered = [];
    // The last metric of the page: its value is read only when everything else has been written.
    const collect = () => void (collected += 1);
    new Gauge({ name: "last", help: "Last.", registers: [registry], collect });
    expected = expected.replace(/\n$/, "\n\n# HELP last Last.\n# TYPE last gauge\nlast 0\n");
    let answer: ServerResponse;
    const gauges = { read: () => read(answer) } as unknown as ScrapeGauges;
    const app = express();
    serve(app, healthEndpoints({ own: {}, shared: {}, gauges, registry }), {
      admit: () => Promise.resolve(""),
      schemaReady: () => true,
    });
    server = createServer((req, res) => {
      if (req.url === "/metrics") answer = res;
      // When everything has been handed over, wherever the reader is.
      res.once("prefinish", () => answered.push(req.url ?? ""));
      app(req, res);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${String(port)}${path}`).then(async (response) => ({
      status: response.status,
      type: response.headers.get("Content-Type"),
      length: Number(response.headers.get("Content-Length")),
      text: await response.text(),
    }));

  it("sends the page as a whole, with its length and content type", async () => {
    read = () => Promise.resolve();
    expect(await ask("/metrics")).toEqual({
      status: 200,
      type: "text/plain; version=0.0.4; charset=utf-8",
      length: Buffer.byteLength(expected),
      text: expected,
    });
    expect(collected).toBe(1);
  });

  it("does not block other requests while a large page is written", async () => {
    let other: Promise<unknown> = Promise.resolve();
    read = () => {
      other = ask("/health");
      return Promise.resolve();
    };
    await ask("/metrics");
    await other;
    expect(answered).toEqual(["/health", "/metrics"]);
  });

  it("stops writing a page after its reader disconnects", async () => {
    const left = new Promise<void>((resolve) => {
      read = async (res) => {
        const closed = once(res, "close");
        client.destroy();
        await closed;
        resolve();
      };
    });
    const client = request({ port, path: "/metrics" }).on("error", () => undefined);
    client.end();
    await left;
    // Another complete page takes more turns than the first one would have needed if it had continued.
    read = () => Promise.resolve();
    expect((await ask("/metrics")).text).toBe(expected);
    expect(collected).toBe(1);
  });
});
