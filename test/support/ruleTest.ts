import { alertRulesOf, type AlertRule, type RuleGroup } from "../../alert-rules";
import { parseDuration } from "../../signals/promql/duration";
import type { Duration } from "../../signals/promql/units";
import { rulesNeeded, type Rule } from "./neededRules";
import { EVALUATION_INTERVAL, testRules } from "./promtool";

/** What Prometheus scrapes, and the alerts that must follow. */
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
  /** The labels of each alert that fires at that time, without those that its rule sets. */
  readonly fires: readonly Readonly<Record<string, string>>[];
  /** The texts of the only firing alert. */
  readonly says?: { readonly summary: string; readonly description: string };
}

type Scenario = Omit<RuleTest, "groups" | "alert">;

/** Runs a scenario in Prometheus's own rule engine. Throws with promtool's message if the alerts differ. */
export function runRuleTest({ groups, alert, ...scenario }: RuleTest): void {
  runRuleTests({ groups, alert }, [scenario]);
}

/**
 * The same for several scenarios of one alert. Scenarios with the same series share one run, each checked at its own
 * time. Those that stay quiet for hours are evaluated less often.
 */
export function runRuleTests(
  { groups, alert }: Pick<RuleTest, "groups" | "alert">,
  scenarios: readonly Scenario[],
): void {
  const rules = alertRulesOf(groups).filter((candidate) => candidate.alert === alert);
  if (rules.length === 0) throw new Error(`No rule is named ${alert}.`);

  const isPlayed = (rule: Rule) => "alert" in rule && rule.alert === alert;
  const needed = rulesNeeded(isPlayed, groups);
  const evaluatedAs = (scenario: Scenario) => evaluation(scenario, needed);
  for (const [every, alike] of by(evaluatedAs, scenarios)) {
    const played = by(({ interval, series }) => JSON.stringify([interval, series]), alike);
    testRules(needed, {
      evaluation_interval: every,
      tests: [...played.values()].map((looks) => playedOnce(alert, rules, looks)),
    });
  }
}

function by<T, K>(key: (one: T) => K, all: readonly T[]): ReadonlyMap<K, readonly T[]> {
  const found = new Map<K, T[]>();
  for (const one of all) found.set(key(one), [...(found.get(key(one)) ?? []), one]);
  return found;
}

function playedOnce(
  alert: string,
  rules: readonly AlertRule[],
  looks: readonly Scenario[],
): object {
  const [{ series, interval = "1m" }] = looks as readonly [Scenario];
  return {
    interval,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: looks.map(({ at, fires }) => ({
      expr: `ALERTS{alertname="${alert}",alertstate="firing"}`,
      eval_time: at,
      exp_samples: fires.map((labels) => {
        const all = { ...labels, ...ruleFor(labels, rules).labels };
        return {
          labels: `ALERTS{${matchers({ ...all, alertname: alert, alertstate: "firing" })}}`,
          value: 1,
        };
      }),
    })),
    alert_rule_test: looks
      .filter(({ says }) => says)
      .map(({ at, fires, says }) => ({
        eval_time: at,
        alertname: alert,
        exp_alerts: fires.map((labels) => {
          const rule = ruleFor(labels, rules);
          const { runbook_url, dashboard_url } = rule.annotations;
          return {
            exp_labels: { ...labels, ...rule.labels },
            exp_annotations: { ...says, runbook_url, dashboard_url },
          };
        }),
      })),
  };
}

/** The minimum length of a scenario for which less frequent evaluation is worth it. */
const LONG = parseDuration("2h");
const COARSE: readonly Duration[] = ["5m", "2m", "1m"];

/**
 * How often to evaluate the rules in a scenario: as often as the stack, except in a long one in which nothing should
 * fire. An alert that fires because its condition held at every evaluation of its `for` would also fire with every
 * tenth of these evaluations, so an alert that is quiet with the fewer ones is also quiet with all of them. The fewer
 * evaluations thus only make the check stricter. This requires that `for` and the checked time are multiples of the
 * interval, and that no recording rule depends on it.
 */
function evaluation({ at, fires }: Scenario, needed: readonly RuleGroup[]): Duration {
  const rules = needed.flatMap((group) => group.rules);
  const alone = rules.every((rule) => "alert" in rule && !("keep_firing_for" in rule));
  if (fires.length > 0 || parseDuration(at) < LONG || !alone) return EVALUATION_INTERVAL;
  const moments = [at, ...rules.flatMap((rule) => ("alert" in rule ? (rule.for ?? []) : []))];
  const fitting = COARSE.find((every) =>
    moments.every((moment) => parseDuration(moment) % parseDuration(every) === 0),
  );
  return fitting ?? EVALUATION_INTERVAL;
}

/**
 * The rule of an alert that sets none of these labels to another value, and sets the fewest labels. If several set the
 * same labels and have the same links, any of them will do.
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

function matchers(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",");
}
