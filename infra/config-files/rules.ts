import type { AlertRule, RuleGroup } from "../../alert-rules";
import { scaleDuration, scaleQuery } from "../promql/scale";
import { toYaml } from "./yaml";

/** The rule files by name, one for each group. @param timeScale divides every window and wait in them */
export function ruleFiles(
  groups: readonly RuleGroup[],
  timeScale: number,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    groups.map((group) => [
      `${group.name}.yml`,
      toYaml({ groups: [timeScale === 1 ? group : scaledGroup(group, timeScale)] }),
    ]),
  );
}

function scaledGroup(group: RuleGroup, factor: number): RuleGroup {
  return {
    ...group,
    ...(group.interval && { interval: scaleDuration(group.interval, factor) }),
    rules: group.rules.map((rule) => scaledRule(rule, factor)),
  };
}

function scaledRule(rule: AlertRule, factor: number): AlertRule {
  return {
    ...rule,
    expr: scaleQuery(rule.expr, factor),
    ...(rule.for && { for: scaleDuration(rule.for, factor) }),
  };
}
