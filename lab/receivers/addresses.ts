import type { ReceiverSecrets } from "./secrets";

export const RECEIVERS_NAMESPACE = "receivers";
export const HTTP_PORT = 8080;
export const SMTP_PORT = 2525;
export const HTTPS_PORT = 8443;

/** The name in their certificate. */
export const RECEIVERS_HOST = `receivers.${RECEIVERS_NAMESPACE}.svc`;

/** The receivers' URL inside the cluster: its page shows what arrived, and the URLs below start with it. */
export const RECEIVERS_URL = `http://${RECEIVERS_HOST}:${HTTP_PORT}`;
/** The same over TLS, if it is enabled. */
export const RECEIVERS_TLS_URL = `https://${RECEIVERS_HOST}:${HTTPS_PORT}`;
/** The mail server, as host:port. Without TLS, `require_tls` must be off. */
export const RECEIVERS_SMARTHOST = `${RECEIVERS_HOST}:${SMTP_PORT}`;
/** The URL for PagerDuty's events. */
export const PAGERDUTY_URL = pagerdutyUrl();

/** The same with another base URL. */
export function pagerdutyUrl(root = RECEIVERS_URL): string {
  return `${root}/v2/enqueue`;
}

/** The URL for Slack's messages; a secret, because the path is the credential. */
export function slackWebhookUrl(
  { slackWebhookPath }: Pick<ReceiverSecrets, "slackWebhookPath">,
  root = RECEIVERS_URL,
): string {
  return `${root}${slackWebhookPath}`;
}

/** The URL for webhooks of the service to a subscriber, inside the cluster. */
export function subscriberUrl(name: string, root = RECEIVERS_URL): string {
  return `${root}/subscribers/${name}`;
}

/** The base URL of OpsGenie's API; Alertmanager adds /v2/alerts. */
export const OPSGENIE_URL = RECEIVERS_URL;

/** The URL of a webhook; a secret, because the path ends with the credential. */
export function webhookUrl(
  { webhookToken }: Pick<ReceiverSecrets, "webhookToken">,
  name: string,
): string {
  return `${RECEIVERS_URL}/hooks/${name}/${webhookToken}`;
}

/** The URL for the watchdog's heartbeats; a secret, because the path ends with the credential. */
export function watchdogUrl(
  { watchdogToken }: Pick<ReceiverSecrets, "watchdogToken">,
  root = RECEIVERS_URL,
): string {
  return `${root}/watchdog/${watchdogToken}`;
}
