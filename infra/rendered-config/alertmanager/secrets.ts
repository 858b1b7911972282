import type { Notifications } from "../../settings/notifications";
import { given, type SecretSource } from "../../settings/secretSources";
import { secretFile } from "../../objects/names";

/** The secrets of the receivers, by the file in which each is found. */
export type AlertmanagerSecret =
  | "pagerduty-routing-key"
  | "slack-webhook-url"
  | "smtp-password"
  | "watchdog-url"
  | "opsgenie-api-key"
  | `webhook-url-${string}`;

/** The secrets that the configuration reads. */
export function alertmanagerSecrets({
  email,
  opsgenie,
  webhooks,
}: Notifications): Readonly<Partial<Record<AlertmanagerSecret, SecretSource>>> {
  return {
    "pagerduty-routing-key": given("pagerdutyRoutingKey"),
    "slack-webhook-url": given("slackWebhookUrl"),
    "watchdog-url": given("watchdogUrl"),
    ...(email.username !== undefined && { "smtp-password": given("smtpPassword") }),
    ...(opsgenie && { "opsgenie-api-key": given("opsgenieApiKey") }),
    ...Object.fromEntries(
      webhooks.map(({ name }) => [webhookSecret(name), given(`webhookUrl-${name}`)]),
    ),
  };
}

/** The secret that is a webhook's URL. */
export function webhookSecret(name: string): AlertmanagerSecret {
  return `webhook-url-${name}`;
}

/** Where the receivers find a secret. */
export function file(key: AlertmanagerSecret): string {
  return secretFile(key);
}
