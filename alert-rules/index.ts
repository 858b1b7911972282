import { mayBeOf, readsOf } from "../signals/promql/reads";
import type { Condition } from "../signals/promql/signal";
import { ALERT_GROUPS, alerts, type AlertName } from "./alerts";
import type { Alert, AlertRule, RuleContext as AnyRuleContext, RuleGroup } from "./alert";
import type { Policies } from "./policies";
import { rateGroups } from "./rates";
import { objectiveGroups } from "./slos";

export type { AlertRule, Links, RuleGroup } from "./alert";
export { alertNames, type AlertName } from "./alerts";

/** What the rules of a stack depend on. */
export interface RuleContext extends AnyRuleContext {
  readonly policies: Policies;
}

/** The conditions of each alert's rules, in the order of the rules. */
export function alertConditions(
  context: RuleContext,
): ReadonlyMap<AlertName, readonly Condition[]> {
  return new Map(alerts.map(({ name, conditions }) => [name, conditions(context)]));
}

/**
 * All rules as Prometheus reads them, with recording rules before the alerts that read them. An alert on a job that is
 * not scraped is left out: it could never fire, but anybody who sees its name would rely on it.
 */
export function alertGroups(context: RuleContext): readonly RuleGroup[] {
  const faults = Object.entries<readonly Alert[]>(ALERT_GROUPS).map(([name, group]) => ({
    name,
    rules: group
      .flatMap(({ rules }) => rules(context))
      .filter(({ expr }) => readsOnly(context, expr)),
  }));
  return [
    ...faults.filter(({ rules }) => rules.length > 0),
    ...(context.jobs.includes("backend") ? objectiveGroups(context) : []),
    ...rateGroups(context),
  ];
}

function readsOnly({ jobs, evaluatedElsewhere = false }: RuleContext, expr: string): boolean {
  const reads = readsOf(expr);
  // Watchdog is the heartbeat of the Prometheus that watches all the others; from another one it would hide that this
  // one is gone.
  if (reads.length === 0) return evaluatedElsewhere || jobs.includes("prometheus");
  return reads.every((read) => jobs.some((job) => mayBeOf(read, job)));
}

/** Only the alerting rules of groups that also have recording rules. */
export function alertRulesOf(groups: readonly RuleGroup[]): readonly AlertRule[] {
  return groups.flatMap(({ rules }) => rules).filter((rule) => "alert" in rule);
}
