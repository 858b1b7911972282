import type { AlertName } from "../infra/signals/policies";
import type { Alert, RuleContext, RuleGroup } from "./alert";
import { backendAlerts } from "./backend";
import { businessAlerts } from "./business";
import { cacheAlerts } from "./cache";
import { databaseAlerts } from "./database";
import { externalAlerts } from "./external";
import { monitoringAlerts } from "./monitoring";
import { securityAlerts } from "./security";

export type { AlertRule, Links, RuleContext, RuleGroup } from "./alert";

const GROUPS: Readonly<Record<string, readonly Alert<AlertName>[]>> = {
  backend: backendAlerts,
  external: externalAlerts,
  business: businessAlerts,
  security: securityAlerts,
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
