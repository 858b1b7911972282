import type { AlertRule, RuleGroup } from "../../alert-rules";
import { OUTAGE } from "../../alert-rules/alert";
import { MANY_LINGER } from "../../alert-rules/subject";
import { SYMPTOMS } from "../../alert-rules/symptoms";
import type { Times } from "../rendered-config/times";
import { formatDuration, parseDuration } from "../../signals/promql/duration";
import type { Duration } from "../../signals/promql/units";
import type { Policies } from "../../alert-rules/policies";
import type { Policy } from "../../alert-rules/policy";

/** Alerts with longer windows are about whole hours, of which an outage is a part that deserves a notification. */
const LONGEST_WINDOW: Duration = "15m";

/**
 * The rules of outage alerts with a `keep_firing_for`, so that they keep firing after the outage as long as the alerts
 * that they inhibit still look back on it. Otherwise people would be notified of failing requests just when requests no
 * longer fail. Rules for many subjects at once also get one, so that they stay one incident until the last subject has
 * recovered.
 *
 * @param times scaled in the same way as the rules will be
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
      if (!("alert" in rule)) return rule;
      if ("subjects" in rule.labels) return { ...rule, keep_firing_for: keepFiringMany(timeScale) };
      const keep = isOutage(rule)
        ? keepFiringFor(rule.alert, policies, times, timeScale)
        : undefined;
      return keep === undefined ? rule : { ...rule, keep_firing_for: keep };
    }),
  }));
}

function keepFiringMany(timeScale: number): Duration {
  return formatDuration(parseDuration(MANY_LINGER) / timeScale);
}

function isOutage({ labels }: AlertRule): boolean {
  return "impact" in labels && labels.impact === OUTAGE;
}

/** How long the symptoms of an outage outlast it; undefined if no alerts are inhibited by it. */
export function keepFiringFor(
  alert: string,
  policies: Policies,
  times: Times,
  timeScale: number,
): Duration | undefined {
  const symptoms = SYMPTOMS.filter(({ of, job }) => of === alert && job === undefined).flatMap(
    ({ alerts }) => alerts,
  );
  const windows = symptoms
    .map((name): Policy | undefined =>
      name in policies ? policies[name as keyof Policies] : undefined,
    )
    .flatMap((policy) => policy?.window ?? [])
    .map(parseDuration)
    .filter((window) => window <= parseDuration(LONGEST_WINDOW));
  if (windows.length === 0) return undefined;
  const longest = Math.max(...windows) / timeScale;
  // The two are scraped and evaluated at different moments.
  const slack = parseDuration(times.scrapeInterval) + 2 * parseDuration(times.evaluationInterval);
  return formatDuration(longest + slack);
}
