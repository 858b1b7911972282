import type { Notifications } from "../../settings/notifications";
import { secretFile } from "../../kubernetes/volumes";

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
}: Notifications): readonly AlertmanagerSecret[] {
  return [
    "pagerduty-routing-key",
    "slack-webhook-url",
    "watchdog-url",
    ...(email.username === undefined ? [] : (["smtp-password"] as const)),
    ...(opsgenie === undefined ? [] : (["opsgenie-api-key"] as const)),
    ...webhooks.map(({ name }) => webhookSecret(name)),
  ];
}

/** The secret that is a webhook's URL. */
export function webhookSecret(name: string): AlertmanagerSecret {
  return `webhook-url-${name}`;
}

/** Where the receivers find a secret. */
export function file(key: AlertmanagerSecret): string {
  return secretFile(key);
}
