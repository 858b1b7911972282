import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { z } from "zod";

import { toolPath } from "../../../lab/builder/tools";
import { poll } from "../../../tools/polling";
import { freePort } from "../../support/freePort";
import { body } from "./remoteWrite";

/** The times at which a query is evaluated, in seconds since 1970. With equal ends it is a single time. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** A series in an answer. */
export interface Answered {
  readonly metric: Readonly<Record<string, string>>;
  /** Times in seconds, and values as text. */
  readonly values: readonly (readonly [number, string])[];
}

/** The cost of a query, with its result. */
export interface Cost {
  /** The number of samples read, counted once for each step of the range that reads them. */
  readonly samples: number;
  /** The maximum number of samples in memory at the same time. */
  readonly peak: number;
  readonly seconds: number;
  readonly answer: readonly Answered[];
}

/** A Prometheus that scrapes nothing and is filled by remote write. */
export interface Filled {
  /** @param series encoded TimeSeries */
  push(series: readonly Buffer[]): Promise<void>;
  /** @throws with Prometheus's message if it rejects the query */
  ask(query: string, range: Range): Promise<Cost>;
  readonly pid: number;
  close(): Promise<void>;
}

const answered = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
    stats: z.object({
      timings: z.object({ execTotalTime: z.number() }),
      samples: z.object({ totalQueryableSamples: z.number(), peakSamples: z.number() }),
    }),
  }),
});

/** The timeout of one query, or one batch of series. */
const PATIENCE_MS = 600_000;

/** The pinned Prometheus in a temporary folder, until it is closed. */
export async function filledPrometheus(): Promise<Filled> {
  const folder = mkdtempSync(join(tmpdir(), "bench-prometheus-"));
  writeFileSync(join(folder, "prometheus.yml"), "{}");
  const address = `127.0.0.1:${String(await freePort())}`;
  const server = spawn(
    toolPath("prometheus"),
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${address}`,
      "--web.enable-remote-write-receiver",
      // The cost should also be measured for queries that Prometheus rejects by default.
      "--query.max-samples=2000000000",
      "--query.timeout=10m",
    ],
    { stdio: "ignore" },
  );
  const ended = once(server, "exit");
  const url = (path: string) => `http://${address}${path}`;
  const close = async () => {
    server.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = await poll(
    async () => {
      if (server.exitCode !== null) return "ended";
      const response = await fetch(url("/-/ready")).catch(() => undefined);
      return response?.ok && "ready";
    },
    { seconds: 30, everyMs: 100 },
  );
  if (ready !== "ready") {
    await close();
    throw new Error("Prometheus does not get ready.");
  }
  return {
    pid: server.pid ?? 0,
    close,
    async push(series) {
      const response = await fetch(url("/api/v1/write"), {
        method: "POST",
        body: body(series),
        headers: { "Content-Encoding": "snappy", "Content-Type": "application/x-protobuf" },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`Prometheus takes no series: ${text}`);
    },
    async ask(query, { from, to, step }) {
      const asked = { query, start: String(from), end: String(to), step: String(step) };
      const response = await fetch(url("/api/v1/query_range"), {
        method: "POST",
        body: new URLSearchParams({ ...asked, stats: "all" }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`Prometheus refuses ${query}: ${text}`);
      const { result, stats } = answered.parse(JSON.parse(text)).data;
      return {
        samples: stats.samples.totalQueryableSamples,
        peak: stats.samples.peakSamples,
        seconds: stats.timings.execTotalTime,
        answer: result,
      };
    },
  };
}
