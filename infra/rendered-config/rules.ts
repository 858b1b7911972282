import type { RuleGroup } from "../../alert-rules";
import { scaleDuration, scaleQuery } from "../../signals/promql/scale";
import { toYaml } from "./yaml";

/**
 * The rule files by name. All groups are in one file, because the mounted files are part of the pod template, and a new
 * group must reach Prometheus without a new pod.
 *
 * @param timeScale divides every window and wait in them
 */
export function ruleFiles(
  groups: readonly RuleGroup[],
  timeScale: number,
): Readonly<Record<string, string>> {
  return { "alerts.yml": toYaml({ groups: scaledGroups(groups, timeScale) }) };
}

/** The groups as Prometheus evaluates them, with every window and wait divided by timeScale. */
export function scaledGroups(
  groups: readonly RuleGroup[],
  timeScale: number,
): readonly RuleGroup[] {
  return groups.map((group) => (timeScale === 1 ? group : scaledGroup(group, timeScale)));
}

function scaledGroup(group: RuleGroup, factor: number): RuleGroup {
  return {
    ...group,
    ...(group.interval && { interval: scaleDuration(group.interval, factor) }),
    rules: group.rules.map((rule) => scaledRule(rule, factor)),
  };
}

function scaledRule<R extends RuleGroup["rules"][number]>(rule: R, factor: number): R {
  return {
    ...rule,
    expr: scaleQuery(rule.expr, factor),
    ...("for" in rule && rule.for && { for: scaleDuration(rule.for, factor) }),
  };
}
