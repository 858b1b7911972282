import { SEVERITIES, type Severity } from "../../../alert-rules/policy";
import type { Notifications } from "../../settings/notifications";
import { given, type SecretSource } from "../../settings/secretSources";
import { secretFile } from "../../objects/names";

/** The directory of Alertmanager's configuration. */
export const ALERTMANAGER_FOLDER = "/etc/alertmanager";

/** The receivers' secrets, by the name of the file that contains each. */
export type AlertmanagerSecret =
  | "pagerduty-routing-key"
  | "slack-webhook-url"
  | `slack-webhook-url-${Severity}`
  | "slack-app-token"
  | "smtp-password"
  | "watchdog-url"
  | "opsgenie-api-key"
  | `webhook-url-${string}`;

/** The secrets that the configuration reads. */
export function alertmanagerSecrets({
  pagerduty,
  slack,
  watchdog,
  email,
  opsgenie,
  webhooks,
}: Notifications): Readonly<Partial<Record<AlertmanagerSecret, SecretSource>>> {
  return {
    ...(pagerduty.enabled && { "pagerduty-routing-key": given("pagerdutyRoutingKey") }),
    ...slackSecrets(slack),
    ...(watchdog.enabled && { "watchdog-url": given("watchdogUrl") }),
    ...(email?.username !== undefined && { "smtp-password": given("smtpPassword") }),
    ...(opsgenie && { "opsgenie-api-key": given("opsgenieApiKey") }),
    ...Object.fromEntries(
      webhooks.map(({ name }) => [webhookSecret(name), given(`webhookUrl-${name}`)]),
    ),
  };
}

function slackSecrets({
  enabled,
  by,
}: Notifications["slack"]): Readonly<Partial<Record<AlertmanagerSecret, SecretSource>>> {
  if (!enabled) return {};
  switch (by) {
    case "app":
      return { "slack-app-token": given("slackAppToken") };
    case "webhooks":
      return Object.fromEntries(
        SEVERITIES.map((severity) => [
          `slack-webhook-url-${severity}`,
          given(`slackWebhookUrl-${severity}`),
        ]),
      );
    case "webhook":
      return { "slack-webhook-url": given("slackWebhookUrl") };
  }
}

/** The secret that is a webhook's URL. */
export function webhookSecret(name: string): AlertmanagerSecret {
  return `webhook-url-${name}`;
}

/** The path of the file in which a receiver finds a secret. */
export function file(key: AlertmanagerSecret): string {
  return secretFile(key);
}
