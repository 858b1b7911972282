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

/** The alerts whose series must exist: all except the alert on missing series itself. */
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

/** Every alert except those on the objectives' budgets, by rule group. */
export const ALERT_GROUPS = {
  ...seeing,
  blind: blindAlerts(() => [...Object.values(seeing).flat(), ...budgetAlerts]),
};

/** Files that are named after their system instead of their group. */
export const FILES_OF_GROUPS: Readonly<Partial<Record<string, string>>> = {
  database: "postgres",
  cache: "redis",
} satisfies Partial<Record<keyof typeof ALERT_GROUPS, string>>;

const grouped = Object.values(ALERT_GROUPS).flat();

/** All alerts, in the order of their groups. */
export const alerts = listed([...grouped, ...budgetAlerts]);

/** The name of any alert. */
export type AlertName = (typeof alerts)[number]["name"];

export const alertNames: readonly AlertName[] = alerts.map(({ name }) => name);

/** The alerts on faults, each with a policy. */
export const faultAlerts = grouped.filter((alert) => "policy" in alert);
export type FaultAlerts = (typeof faultAlerts)[number];

/** Returns the same alerts. Does not compile if one of them is inhibited by an alert that is not in the list. */
export function listed<const A extends readonly Alert[]>(
  all: A & readonly Alert<string, A[number]["name"]>[],
): A {
  return all;
}
