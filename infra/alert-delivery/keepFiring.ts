import type { RuleGroup } from "../../alert-rules";
import { SYMPTOMS } from "../../alert-rules/symptoms";
import type { Times } from "../rendered-config/times";
import { formatDuration, parseDuration } from "../../signals/promql/duration";
import type { Duration } from "../../signals/promql/units";
import type { Policies } from "../../alert-rules/policies";
import type { Policy } from "../../alert-rules/policy";

/**
 * The rules with which a dead dependency's alert goes on firing after it is back, as long as what it silenced still
 * looks back on the outage: else somebody would be paged for failing requests just when they no longer fail.
 *
 * Only for symptoms that page, and not for the budgets of the service's objectives, which look back for hours: a
 * budget that has been spent is worth a message of its own.
 *
 * @param times scaled, as the rules will be
 */
export function withKeepFiring(
  groups: readonly RuleGroup[],
  policies: Policies,
  times: Times,
  timeScale: number,
): readonly RuleGroup[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => {
      const keep =
        "alert" in rule ? keepFiringFor(rule.alert, policies, times, timeScale) : undefined;
      return keep === undefined ? rule : { ...rule, keep_firing_for: keep };
    }),
  }));
}

/** How long an alert's paging symptoms outlive it; undefined where it has none. */
export function keepFiringFor(
  alert: string,
  policies: Policies,
  times: Times,
  timeScale: number,
): Duration | undefined {
  const symptoms = SYMPTOMS.filter(({ of }) => of === alert).flatMap(({ alerts }) => alerts);
  const windows = symptoms
    .map((name): Policy | undefined =>
      name in policies ? policies[name as keyof Policies] : undefined,
    )
    .filter((policy) => policy?.severity === "critical")
    .flatMap((policy) => policy?.window ?? []);
  if (windows.length === 0) return undefined;
  const longest = Math.max(...windows.map(parseDuration)) / timeScale;
  // Both are scraped, and both are evaluated, at moments of their own.
  const slack = parseDuration(times.scrapeInterval) + 2 * parseDuration(times.evaluationInterval);
  return formatDuration(longest + slack);
}
