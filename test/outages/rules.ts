import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { RuleGroup } from "../../alert-rules";

/** Rules in a file, as promtool reads them. */
export interface RulesFile {
  readonly path: string;
}

type Rule = RuleGroup["rules"][number];

/** Writes the rules that page, and those that record what they read: nothing else makes an incident. */
export function writePagingRules(groups: readonly RuleGroup[], folder: string): RulesFile {
  const path = join(folder, "rules.json");
  writeFileSync(path, JSON.stringify({ groups: pagingGroups(groups) }));
  return { path };
}

function pagingGroups(groups: readonly RuleGroup[]): readonly RuleGroup[] {
  const needed = new Set<Rule>();
  const need = (rule: Rule): void => {
    if (needed.has(rule)) return;
    needed.add(rule);
    for (const { rules } of groups) {
      rules.filter((other) => "record" in other && rule.expr.includes(other.record)).forEach(need);
    }
  };
  for (const { rules } of groups) {
    rules.filter((rule) => "alert" in rule && rule.labels.severity === "critical").forEach(need);
  }
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => needed.has(rule)) }))
    .filter(({ rules }) => rules.length > 0);
}
