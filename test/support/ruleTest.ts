import { alertRulesOf, type AlertRule, type RuleGroup } from "../../alert-rules";
import { parseDuration } from "../../signals/promql/duration";
import type { Duration } from "../../signals/promql/units";
import { rulesNeeded, type Rule } from "./neededRules";
import { EVALUATION_INTERVAL, testRules } from "./promtool";

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

type Scenario = Omit<RuleTest, "groups" | "alert">;

/** Plays series to Prometheus's own rule engine; throws with promtool's words where the alerts differ. */
export function runRuleTest({ groups, alert, ...scenario }: RuleTest): void {
  runRuleTests({ groups, alert }, [scenario]);
}

/**
 * The same of several scenarios of one alert. Those with the same series are played once, and each is looked at in its own
 * moment; what is quiet for hours is played coarsely.
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

/** How long a scenario is that is worth to be played coarsely. */
const LONG = parseDuration("2h");
const COARSE: readonly Duration[] = ["5m", "2m", "1m"];

/**
 * How often the rules are evaluated in a scenario: as often as the stack does, but for a long one in which nothing is to
 * fire. Whatever fires because it held at every evaluation of its wait held at each tenth of them, too: who is quiet
 * when it is seldom evaluated is quiet when it often is. So it must hold at no moment in between, which is asked for more.
 * That is so where the wait, and the moment, are among those few, and where no recording depends on how often it is made.
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

function matchers(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",");
}
