import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { RuleGroup } from "../../alert-rules";
import { rulesNeeded, type Rule } from "../support/neededRules";

/** Rules in a file, as promtool reads them. */
export interface RulesFile {
  readonly path: string;
}

/** Writes the rules that page, and those that record what they read: nothing else makes an incident. */
export function writePagingRules(groups: readonly RuleGroup[], folder: string): RulesFile {
  const path = join(folder, "rules.json");
  writeFileSync(path, JSON.stringify({ groups: rulesNeeded(pages, groups) }));
  return { path };
}

const pages = (rule: Rule): boolean => "alert" in rule && rule.labels.severity === "critical";
