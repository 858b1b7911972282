import type { Alert } from "./alert";
import { backupAlerts } from "./backups";
import { backendAlerts } from "./backend";
import { blindAlerts } from "./blind";
import { businessAlerts } from "./business";
import { redisAlerts } from "./redis";
import { kafkaAlerts } from "./kafka";
import { mongodbAlerts } from "./mongodb";
import { postgresAlerts } from "./postgres";
import { externalAlerts } from "./external";
import { infrastructureAlerts } from "./infrastructure";
import { longTermAlerts } from "./longTerm";
import { monitoringAlerts } from "./monitoring";
import { budgetAlerts } from "./slos";
import { securityAlerts } from "./security";

/** What has to see: all of them but the alert on those that do not. */
const seeing = {
  backend: backendAlerts,
  external: externalAlerts,
  business: businessAlerts,
  security: securityAlerts,
  database: postgresAlerts,
  cache: redisAlerts,
  mongodb: mongodbAlerts,
  messaging: kafkaAlerts,
  infrastructure: infrastructureAlerts,
  monitoring: monitoringAlerts,
  longTerm: longTermAlerts,
  backups: backupAlerts,
};

/** Every alert but those on the objectives' budgets, by the group of its rules. */
export const ALERT_GROUPS = {
  ...seeing,
  blind: blindAlerts(() => [...Object.values(seeing).flat(), ...budgetAlerts]),
};

/** The files of those that are named after their system, and not after their group. */
export const FILES_OF_GROUPS: Readonly<Partial<Record<string, string>>> = {
  database: "postgres",
  cache: "redis",
} satisfies Partial<Record<keyof typeof ALERT_GROUPS, string>>;

const grouped = Object.values(ALERT_GROUPS).flat();

/** Every alert there is, in the order of its groups. */
export const alerts = listed([...grouped, ...budgetAlerts]);

/** The name of every alert there is. */
export type AlertName = (typeof alerts)[number]["name"];

export const alertNames: readonly AlertName[] = alerts.map(({ name }) => name);

/** The alerts on faults, each with a policy. */
export const faultAlerts = grouped.filter((alert) => "policy" in alert);
export type FaultAlerts = (typeof faultAlerts)[number];

/** The same alerts. Does not compile where one of them is silenced by an alert that is not among them. */
export function listed<const A extends readonly Alert[]>(
  all: A & readonly Alert<string, A[number]["name"]>[],
): A {
  return all;
}
