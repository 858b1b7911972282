import type { Alert, Links, RuleGroup } from "./alert";
import { backendAlerts } from "./backend";
import { cacheAlerts } from "./cache";
import { databaseAlerts } from "./database";
import { monitoringAlerts } from "./monitoring";

export type { AlertRule, Links, RuleGroup } from "./alert";

const GROUPS: Readonly<Record<string, readonly Alert[]>> = {
  backend: backendAlerts,
  database: databaseAlerts,
  cache: cacheAlerts,
  monitoring: monitoringAlerts,
};

/** Every alert there is, by name, in the order of its groups. */
export const alertNames: readonly string[] = Object.values(GROUPS)
  .flat()
  .map(({ name }) => name);

/** All rules, as Prometheus reads them. */
export function alertGroups(links: Links): readonly RuleGroup[] {
  return Object.entries(GROUPS).map(([name, alerts]) => ({
    name,
    rules: alerts.map(({ rule }) => rule(links)),
  }));
}
