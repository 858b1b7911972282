import type { AlertRule, RuleGroup } from "../../../alert-rules";
import type { RecordingRule } from "../../../signals/promql/recording";
import type { Duration } from "../../../signals/promql/units";
import { scaledGroups } from "../rules";
import { NAMESPACE, PART_OF, SERIES_NAMESPACE } from "./labels";
import { scoped, scopedText } from "./scoped";

/** A rule of a PrometheusRule, as in its CRD and as Prometheus reads it. */
export interface OperatorRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: Duration;
  readonly keep_firing_for?: Duration;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface OperatorRuleGroup {
  readonly name: string;
  readonly interval: Duration;
  readonly rules: readonly OperatorRule[];
}

export interface OperatorRulesArgs {
  /** The namespace of the AlertmanagerConfig. */
  readonly namespace: string;
  readonly environment: string;
  readonly timeScale: number;
  /**
   * The interval of groups that set none, because the operator's Prometheus may have another default. Already scaled.
   */
  readonly evaluationInterval: Duration;
  /** Whether the query of an alert, as in the groups, keeps the label `namespace`. */
  readonly tellsNamespaces: (expr: string) => boolean;
}

/** The rule groups for a Prometheus that also has other people's series and rules. */
export function operatorRuleGroups(
  groups: readonly RuleGroup[],
  args: OperatorRulesArgs,
): readonly OperatorRuleGroup[] {
  const { timeScale, evaluationInterval } = args;
  const own = groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ("alert" in rule ? withSeriesNamespace(rule, args) : rule)),
  }));
  return scaledGroups(own, timeScale).map(({ name, interval = evaluationInterval, rules }) => ({
    name: `autodealgenie-${name}`,
    interval,
    rules: rules.map((rule) => ofEnvironment(rule, args)),
  }));
}

/** Otherwise two alerts that only differ in their namespace would be the same, which Prometheus rejects. */
function withSeriesNamespace(rule: AlertRule, { tellsNamespaces }: OperatorRulesArgs): AlertRule {
  if (!tellsNamespaces(rule.expr)) return rule;
  const expr = `label_replace(${rule.expr}, "${SERIES_NAMESPACE}", "$1", "${NAMESPACE}", "(.+)")`;
  return { ...rule, expr };
}

function ofEnvironment(
  rule: AlertRule | RecordingRule,
  { environment, namespace }: OperatorRulesArgs,
): OperatorRule {
  const expr = scoped(rule.expr, environment);
  if ("record" in rule) return { ...rule, expr, labels: { ...rule.labels, environment } };
  const { labels, annotations } = rule;
  return {
    ...rule,
    expr,
    labels: {
      ...labels,
      environment,
      [NAMESPACE]: namespace,
      [PART_OF.label]: PART_OF.value,
    },
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, text]) => [name, scopedText(text, environment)]),
    ),
  };
}
