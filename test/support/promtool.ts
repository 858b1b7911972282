import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { alertRulesOf, type AlertRule, type RuleGroup } from "../../alert-rules";
import type { Duration } from "../../signals/promql/units";
import { toolPath } from "../../lab/builder/tools";

/** Prometheus's own tool, of the version that the stack runs. */
export function promtool(): string {
  return process.env.AUTODEALGENIE_PROMTOOL ?? toolPath("promtool");
}

/** How often the stack evaluates its rules. */
const EVALUATION_INTERVAL: Duration = "30s";

/** What Prometheus scraped, and which alerts it must make of it. */
export interface RuleTest {
  readonly groups: readonly RuleGroup[];
  /**
   * Samples in promtool's notation, by series: `0+60x20` starts at 0 and grows by 60, 20 times;
   * `_` is a failed scrape.
   */
  readonly series: Readonly<Record<string, string>>;
  /** Time between samples. @default 1m */
  readonly interval?: Duration;
  readonly at: Duration;
  readonly alert: string;
  /** The labels of each alert that then fires, but for those that the rule itself sets. */
  readonly fires: readonly Readonly<Record<string, string>>[];
  /** What the one firing alert says. */
  readonly says?: { readonly summary: string; readonly description: string };
}

/** Plays series to Prometheus's own rule engine; throws with promtool's words where the alerts differ. */
export function runRuleTest({
  groups,
  series,
  interval = "1m",
  at,
  alert,
  fires,
  says,
}: RuleTest): void {
  const rules = alertRulesOf(groups).filter((candidate) => candidate.alert === alert);
  if (rules.length === 0) throw new Error(`No rule is named ${alert}.`);

  const firing = fires.map((labels) => {
    const all = { ...labels, ...ruleFor(labels, rules).labels };
    return {
      labels: `ALERTS{${matchers({ ...all, alertname: alert, alertstate: "firing" })}}`,
      value: 1,
    };
  });
  const spoken = fires.map((labels) => {
    const rule = ruleFor(labels, rules);
    const { runbook_url, dashboard_url } = rule.annotations;
    return {
      exp_labels: { ...labels, ...rule.labels },
      exp_annotations: { ...says, runbook_url, dashboard_url },
    };
  });

  const test = {
    rule_files: ["rules.json"],
    evaluation_interval: EVALUATION_INTERVAL,
    tests: [
      {
        interval,
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: [
          {
            expr: `ALERTS{alertname="${alert}",alertstate="firing"}`,
            eval_time: at,
            exp_samples: firing,
          },
        ],
        alert_rule_test: says ? [{ eval_time: at, alertname: alert, exp_alerts: spoken }] : [],
      },
    ],
  };
  const isPlayed = (rule: Rule) => "alert" in rule && rule.alert === alert;
  const played = { groups: only(isPlayed, groups) };
  inFolder({ "rules.json": played, "test.json": test }, (folder) => {
    run("test", "rules", join(folder, "test.json"));
  });
}

/**
 * The one of an alert's rules that sets none of these labels to another value, and the fewest others. Of several that set
 * the same, and lead to the same places, it is no matter which.
 */
function ruleFor(labels: Readonly<Record<string, string>>, rules: readonly AlertRule[]): AlertRule {
  const fitting = rules.filter((rule) =>
    Object.entries(rule.labels).every(([name, value]) => (labels[name] ?? value) === value),
  );
  const size = (rule: AlertRule) => Object.keys(rule.labels).length;
  const [rule, next] = fitting.toSorted((a, b) => size(a) - size(b));
  const alike = ({ labels, annotations: { runbook_url, dashboard_url } }: AlertRule) =>
    JSON.stringify({ labels, runbook_url, dashboard_url });
  if (rule && (!next || size(rule) < size(next) || alike(rule) === alike(next))) return rule;
  throw new Error(`${fitting.length} rules could set ${JSON.stringify(labels)}. Name more labels.`);
}

type Rule = RuleGroup["rules"][number];

/** The rules that are wanted, and those whose series they read: all the others, over a whole day, take minutes. */
function only(isWanted: (rule: Rule) => boolean, groups: readonly RuleGroup[]): RuleGroup[] {
  const rules = groups.flatMap((group) => group.rules);
  const needed = new Set<Rule>();
  const need = (rule: Rule) => {
    if (needed.has(rule)) return;
    needed.add(rule);
    rules.filter(isReadBy(rule.expr)).forEach(need);
  };
  rules.filter(isWanted).forEach(need);
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => needed.has(rule)) }))
    .filter((group) => group.rules.length > 0);
}

function isReadBy(expr: string): (rule: Rule) => boolean {
  return (rule) => "record" in rule && expr.includes(rule.record);
}

/** What a query yields over the series, at a time: each sample as `{labels} value`. */
export interface Answer {
  readonly series: Readonly<Record<string, string>>;
  /** Time between samples. @default 15s, as the stack scrapes */
  readonly interval?: Duration;
  /** When time begins. @default 1970 */
  readonly begin?: Date;
  readonly at: Duration;
  readonly expr: string;
  readonly yields: readonly { readonly labels: string; readonly value: number }[];
}

/**
 * Asks Prometheus's own query engine; throws with promtool's words where the answer differs.
 *
 * @param groups rules that it evaluates before, so that their series can be read
 */
export function ask({ expr, yields, ...when }: Answer, groups: readonly RuleGroup[] = []): void {
  askAll(when, [{ expr, yields }], groups);
}

/** The same of several queries over the same series, at the same time. */
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
  const test = {
    rule_files: ["rules.json"],
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
  };
  const isRead = (rule: Rule) => asked.some(({ expr }) => isReadBy(expr)(rule));
  const evaluated = { groups: only(isRead, groups) };
  inFolder({ "rules.json": evaluated, "test.json": test }, (folder) => {
    run("test", "rules", join(folder, "test.json"));
  });
}

/** Has promtool read rules as Prometheus would, every lint an error; returns what it says. */
export function checkRules(groups: readonly object[]): string {
  return inFolder({ "rules.json": { groups } }, (folder) =>
    run("check", "rules", "--lint=all", "--lint-fatal", join(folder, "rules.json")),
  );
}

function matchers(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",");
}

/** promtool reads YAML, of which JSON is a part. */
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
  return execFileSync(promtool(), args, { encoding: "utf8", stdio: "pipe" });
}
