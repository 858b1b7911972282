import { kept } from "../signals/kept";
import type { RuleGroup } from "./alert";

/** The queries behind each recording of some groups; several if several rules record it. */
export const recordedIn = kept(
  (groups: readonly RuleGroup[]): ReadonlyMap<string, readonly string[]> => {
    const found = new Map<string, string[]>();
    for (const rule of groups.flatMap(({ rules }) => rules)) {
      if ("record" in rule) found.set(rule.record, [...(found.get(rule.record) ?? []), rule.expr]);
    }
    return found;
  },
);
