import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { toolPath } from "../../lab/builder/tools";
import { HASTY } from "../support/promtool";
import type { RulesFile } from "./rules";
import { notation, SCRAPE_SECONDS, type Samples } from "./series";

/** Seconds between two evaluations of the rules, as in production. */
export const EVALUATION_SECONDS = 30;

export type Labels = Readonly<Record<string, string>>;

/**
 * What Prometheus's own rule engine answers to a query at some times, after it has evaluated the rules over the series.
 * Where the query yields nothing the time is left out.
 *
 * promtool only compares, so it is asked each time whether there is nothing, and says what there is.
 *
 * @param times seconds since the beginning of the series
 */
export async function answersOf(
  series: ReadonlyMap<string, Samples>,
  rules: RulesFile,
  expr: string,
  times: readonly number[],
): Promise<ReadonlyMap<number, readonly Labels[]>> {
  const test = {
    rule_files: [rules.path],
    evaluation_interval: `${EVALUATION_SECONDS}s`,
    tests: [
      {
        interval: `${SCRAPE_SECONDS}s`,
        input_series: [...series].map(([name, samples]) => ({
          series: name,
          values: notation(samples),
        })),
        promql_expr_test: times.map((time) => ({
          expr,
          eval_time: `${time}s`,
          exp_samples: [],
        })),
      },
    ],
  };
  const folder = await mkdtemp(join(tmpdir(), "outage-"));
  try {
    const file = join(folder, "test.json");
    await writeFile(file, JSON.stringify(test));
    return yielded(await promtoolSays(file));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Where it compares it fails, which is what we ask for; its other failures are ours. */
function promtoolSays(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 512 * 1024 * 1024, env: HASTY };
    execFile(toolPath("promtool"), ["test", "rules", file], options, (error, stdout, stderr) => {
      const said = stdout + stderr;
      if (error && !/\n\s+got: /.test(said)) reject(new Error(said, { cause: error }));
      else resolve(said);
    });
  });
}

function yielded(said: string): ReadonlyMap<number, readonly Labels[]> {
  const found = new Map<number, readonly Labels[]>();
  for (const [, time, got] of said.matchAll(/time: (\S+),\s*\n\s*exp: [^\n]*\n\s*got: ([^\n]*)/g)) {
    const labels = [...(got ?? "").matchAll(/\{[^}]*\}/g)].map(([text]) => labelsIn(text));
    found.set(secondsOf(time ?? ""), labels);
  }
  return found;
}

function labelsIn(text: string): Labels {
  const pairs = [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
    ([, name, value]) => [name, value] as const,
  );
  return Object.fromEntries(pairs.filter(([name]) => name !== "__name__" && name !== "alertstate"));
}

/** Of Prometheus's notation, such as `1d2h30s`. */
function secondsOf(duration: string): number {
  const units: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
  return [...duration.matchAll(/(\d+)([wdhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? NaN),
    0,
  );
}
