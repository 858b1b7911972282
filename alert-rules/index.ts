import type { AlertName } from "../infra/signals/policies";
import type { Alert, RuleContext, RuleGroup } from "./alert";
import { backendAlerts } from "./backend";
import { cacheAlerts } from "./cache";
import { databaseAlerts } from "./database";
import { monitoringAlerts } from "./monitoring";

export type { AlertRule, Links, RuleContext, RuleGroup } from "./alert";

const GROUPS: Readonly<Record<string, readonly Alert<AlertName>[]>> = {
  backend: backendAlerts,
  database: databaseAlerts,
  cache: cacheAlerts,
  monitoring: monitoringAlerts,
};

/** Every alert there is, by name, in the order of its groups. */
export const alertNames: readonly AlertName[] = Object.values(GROUPS)
  .flat()
  .map(({ name }) => name);

/** All rules, as Prometheus reads them. */
export function alertGroups(context: RuleContext): readonly RuleGroup[] {
  return Object.entries(GROUPS).map(([name, alerts]) => ({
    name,
    rules: alerts.flatMap(({ rules }) => rules(context)),
  }));
}
