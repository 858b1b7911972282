import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { RuleGroup } from "../../alert-rules";
import { parseDuration } from "../../signals/promql/duration";
import { toolPath } from "../../lab/builder/tools";
import type { Rule } from "../support/neededRules";
import { HASTY } from "../support/promtool";
import { keptAnswer } from "./keptAnswer";
import { labelsIn, type Labels } from "../support/labels";
import { notation, SCRAPE_SECONDS, type Samples } from "./series";

/** The evaluation interval in seconds, as in production. */
export const EVALUATION_SECONDS = 30;

/**
 * The results of a query at some times in Prometheus's own rule engine, after it has evaluated the rules over the
 * series. Times without a result are left out.
 *
 * promtool only compares results. So it is told to expect no results, and its errors contain the actual ones.
 *
 * @param times seconds since the start of the series
 * @param keepIn a folder for results, which are reused if the same was computed before
 */
export async function answersOf(
  series: ReadonlyMap<string, Samples>,
  groups: readonly RuleGroup[],
  expr: string,
  times: readonly number[],
  keepIn?: string,
): Promise<ReadonlyMap<number, readonly Labels[]>> {
  const test = {
    rule_files: ["rules.json"],
    evaluation_interval: `${EVALUATION_SECONDS}s`,
    // Without it, promtool evaluates the groups in a random order.
    group_eval_order: groups.map(({ name }) => name),
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
  // Without annotations: they decide nothing, and expanding them takes time.
  const rules = groups.map((group) => ({ ...group, rules: group.rules.map(withoutWords) }));
  const question = [toolPath("promtool"), rules, test];
  const said = await keptAnswer(keepIn, question, async () => {
    const folder = await mkdtemp(join(tmpdir(), "outage-"));
    try {
      await writeFile(join(folder, "rules.json"), JSON.stringify({ groups: rules }));
      const file = join(folder, "test.json");
      await writeFile(file, JSON.stringify(test));
      return [...yielded(await promtoolSays(file))];
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  return new Map(said);
}

function withoutWords(rule: Rule): object {
  return "alert" in rule ? { ...rule, annotations: undefined } : rule;
}

/** promtool fails where a comparison fails, which is what we want. Its other errors are real ones. */
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
    const labels = [...(got ?? "").matchAll(/\{[^}]*\}/g)].map(([text]) => ofAlert(text));
    found.set(parseDuration(time ?? "") / 1000, labels);
  }
  return found;
}

const NO_LABELS_OF_ALERTS = new Set(["__name__", "alertstate"]);

function ofAlert(text: string): Labels {
  const all = Object.entries(labelsIn(text));
  return Object.fromEntries(all.filter(([name]) => !NO_LABELS_OF_ALERTS.has(name)));
}
