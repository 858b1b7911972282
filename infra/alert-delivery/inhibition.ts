import type { InhibitRule } from "../rendered-config/alertmanager";
import { matches, type Labels } from "./matchers";

/**
 * Whether a firing alert inhibits another, as Alertmanager decides it: an alert that matches both sides of a rule is
 * not inhibited by another that does, and so never by itself.
 */
export function inhibits(rules: readonly InhibitRule[], source: Labels, target: Labels): boolean {
  return rules.some((rule) => {
    const { source_matchers, target_matchers, equal } = rule;
    const twoSided =
      matches(source_matchers, target) &&
      matches(target_matchers, source) &&
      matches(source_matchers, source);
    return (
      matches(source_matchers, source) &&
      matches(target_matchers, target) &&
      !twoSided &&
      equal.every((label) => (source[label] ?? "") === (target[label] ?? ""))
    );
  });
}
