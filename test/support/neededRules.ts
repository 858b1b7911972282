import type { RuleGroup } from "../../alert-rules";
import { recordingsRead } from "../../infra/alert-delivery/recordings";
import { readsOf } from "../../signals/promql/reads";

export type Rule = RuleGroup["rules"][number];

/**
 * The rules that some queries depend on, by the series that they read and record: evaluating all rules over a whole day
 * takes minutes.
 */
export function rulesRead(exprs: readonly string[], groups: readonly RuleGroup[]): RuleGroup[] {
  return neededBy(exprs, () => false, groups);
}

/** The wanted rules, and those whose series they read. */
export function rulesNeeded(
  isWanted: (rule: Rule) => boolean,
  groups: readonly RuleGroup[],
): RuleGroup[] {
  return neededBy([], isWanted, groups);
}

function neededBy(
  exprs: readonly string[],
  isWanted: (rule: Rule) => boolean,
  groups: readonly RuleGroup[],
): RuleGroup[] {
  const recordings = groups.flatMap((group) =>
    group.rules.flatMap((rule) => ("record" in rule ? [{ ...rule, rule, group }] : [])),
  );
  const needed = new Set<Rule>();
  const need = (rule: Rule): void => {
    if (needed.has(rule)) return;
    needed.add(rule);
    follow(rule.expr);
  };
  const follow = (expr: string): void => {
    for (const read of readsOf(expr)) {
      const found = new Set(recordingsRead(recordings, read));
      recordings.filter((one) => found.has(one)).forEach(({ rule }) => need(rule));
    }
  };
  exprs.forEach(follow);
  groups
    .flatMap(({ rules }) => rules)
    .filter(isWanted)
    .forEach(need);
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => needed.has(rule)) }))
    .filter(({ rules }) => rules.length > 0);
}
