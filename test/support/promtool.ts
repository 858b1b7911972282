import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { RuleGroup } from "../../alert-rules";
import type { Duration } from "../../signals/promql/units";
import { toolPath } from "../../lab/builder/tools";
import { rulesRead } from "./neededRules";

/** Prometheus's promtool, in the version that the stack runs. */
export function promtool(): string {
  return process.env.AUTODEALGENIE_PROMTOOL ?? toolPath("promtool");
}

/**
 * Its environment: it runs only for a moment and allocates much, so garbage is collected less often, up to a memory
 * limit.
 */
export const HASTY = { ...process.env, GOGC: "400", GOMEMLIMIT: "2GiB" };

/** How often the stack evaluates its rules. */
export const EVALUATION_INTERVAL: Duration = "30s";

/** The expected result of a query over some series at a time: each sample as `{labels} value`. */
export interface Answer {
  readonly series: Readonly<Record<string, string>>;
  /** Time between samples. @default 15s, as the stack scrapes */
  readonly interval?: Duration;
  /** The time of the first sample. @default 1970 */
  readonly begin?: Date;
  readonly at: Duration;
  readonly expr: string;
  readonly yields: readonly { readonly labels: string; readonly value: number }[];
}

/**
 * Runs a query in Prometheus's own engine. Throws with promtool's message if the result differs.
 *
 * @param groups rules to evaluate first, so that the query can read their series
 */
export function ask({ expr, yields, ...when }: Answer, groups: readonly RuleGroup[] = []): void {
  askAll(when, [{ expr, yields }], groups);
}

/** The same for several queries over the same series at the same time. */
export function askAll(
  { series, interval = "15s", begin, at }: Pick<Answer, "series" | "interval" | "begin" | "at">,
  asked: readonly Pick<Answer, "expr" | "yields">[],
  groups: readonly RuleGroup[] = [],
): void {
  const input_series = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const promql_expr_test = asked.map(({ expr, yields }) => ({
    expr,
    eval_time: at,
    exp_samples: yields,
  }));
  testRules(
    rulesRead(
      asked.map(({ expr }) => expr),
      groups,
    ),
    {
      evaluation_interval: EVALUATION_INTERVAL,
      fuzzy_compare: true,
      tests: [
        {
          interval,
          input_series,
          promql_expr_test,
          ...(begin && { start_timestamp: begin.toISOString() }),
        },
      ],
    },
  );
}

/** Runs promtool's unit tests of rules. Throws with its message if a result differs. */
export function testRules(groups: readonly RuleGroup[], tests: object): void {
  // Without an order, promtool evaluates the groups in a random order.
  const group_eval_order = groups.map(({ name }) => name);
  const test = { rule_files: ["rules.json"], group_eval_order, ...tests };
  inFolder({ "rules.json": { groups }, "test.json": test }, (folder) => {
    run("test", "rules", join(folder, "test.json"));
  });
}

/** Checks rules with promtool as Prometheus would, with every lint as an error. Returns its output. */
export function checkRules(groups: readonly object[]): string {
  return inFolder({ "rules.json": { groups } }, (folder) =>
    run("check", "rules", "--lint=all", "--lint-fatal", join(folder, "rules.json")),
  );
}

/** promtool reads YAML, which includes JSON. */
function inFolder<T>(files: Readonly<Record<string, object>>, use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "promtool-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), JSON.stringify(content));
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(...args: readonly string[]): string {
  return execFileSync(promtool(), args, {
    encoding: "utf8",
    stdio: "pipe",
    env: HASTY,
  });
}
