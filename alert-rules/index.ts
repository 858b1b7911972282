import { mayBeOf, readsOf } from "../signals/promql/reads";
import type { Condition } from "../signals/promql/signal";
import type { Job } from "../signals/exporters/targets";
import type { AlertName } from "../signals/policies";
import type { Alert, AlertRule, RuleContext, RuleGroup } from "./alert";
import { backupAlerts } from "./backups";
import { backendAlerts } from "./backend";
import { businessAlerts } from "./business";
import { cacheAlerts } from "./cache";
import { databaseAlerts } from "./database";
import { externalAlerts } from "./external";
import { infrastructureAlerts } from "./infrastructure";
import { longTermAlerts } from "./longTerm";
import { monitoringAlerts } from "./monitoring";
import { rateGroups } from "./rates";
import { budgetAlerts, objectiveGroups } from "./slos";
import { securityAlerts } from "./security";

export type { AlertRule, Links, RuleContext, RuleGroup } from "./alert";

const GROUPS: Readonly<Record<string, readonly Alert<AlertName>[]>> = {
  backend: backendAlerts,
  external: externalAlerts,
  business: businessAlerts,
  security: securityAlerts,
  database: databaseAlerts,
  cache: cacheAlerts,
  infrastructure: infrastructureAlerts,
  monitoring: monitoringAlerts,
  longTerm: longTermAlerts,
  backups: backupAlerts,
};

/** Every alert there is, by name, in the order of its groups. */
export const alertNames: readonly AlertName[] = [
  ...Object.values(GROUPS).flat(),
  ...budgetAlerts,
].map(({ name }) => name);

/** What each alert's rules fire on, in the order of the rules. */
export function alertConditions(
  context: RuleContext,
): ReadonlyMap<AlertName, readonly Condition[]> {
  const alerts: readonly Alert<AlertName>[] = [...Object.values(GROUPS).flat(), ...budgetAlerts];
  return new Map(alerts.map(({ name, conditions }) => [name, conditions(context)]));
}

/**
 * All rules, as Prometheus reads them, recording rules before the alerts that read them. An alert on a job that is
 * not scraped is left out: it could never fire, and whoever reads its name would rely on it.
 */
export function alertGroups(context: RuleContext): readonly RuleGroup[] {
  const faults = Object.entries(GROUPS).map(([name, alerts]) => ({
    name,
    rules: alerts
      .flatMap(({ rules }) => rules(context))
      .filter(({ expr }) => readsOnly(context.jobs, expr)),
  }));
  return [
    ...faults.filter(({ rules }) => rules.length > 0),
    ...(context.jobs.includes("backend") ? objectiveGroups(context) : []),
    ...rateGroups(context),
  ];
}

function readsOnly(jobs: readonly Job[], expr: string): boolean {
  const reads = readsOf(expr);
  // Watchdog is a sign of life of whoever watches all the others: of another one it would hide that this one is gone.
  if (reads.length === 0) return jobs.includes("prometheus");
  return reads.every((read) => jobs.some((job) => mayBeOf(read, job)));
}

/** The alerting rules of groups that have recording rules, too. */
export function alertRulesOf(groups: readonly RuleGroup[]): readonly AlertRule[] {
  return groups.flatMap(({ rules }) => rules).filter((rule) => "alert" in rule);
}
