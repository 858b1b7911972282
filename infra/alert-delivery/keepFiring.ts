import type { AlertRule, RuleGroup } from "../../alert-rules";
import { OUTAGE } from "../../alert-rules/alert";
import { MANY_LINGER } from "../../alert-rules/subject";
import { SYMPTOMS } from "../../alert-rules/symptoms";
import type { Times } from "../rendered-config/times";
import { formatDuration, parseDuration } from "../../signals/promql/duration";
import type { Duration } from "../../signals/promql/units";
import type { Policies } from "../../alert-rules/policies";
import type { Policy } from "../../alert-rules/policy";

/** What looks back for longer is about whole hours, of which an outage is a part that is worth a message. */
const LONGEST_WINDOW: Duration = "15m";

/**
 * The rules with which an outage's alert goes on firing after it is over, as long as what it silences still looks back on
 * it: else people would be told of failing requests just when they no longer fail. And those with which many at once are one
 * incident until the last of them is over.
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

/** How long the symptoms of an outage outlive it; undefined where its alert has none. */
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
  // Both are scraped, and both are evaluated, at moments of their own.
  const slack = parseDuration(times.scrapeInterval) + 2 * parseDuration(times.evaluationInterval);
  return formatDuration(longest + slack);
}
