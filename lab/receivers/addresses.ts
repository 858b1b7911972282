import type { ReceiverSecrets } from "./secrets";

export const RECEIVERS_NAMESPACE = "receivers";
export const HTTP_PORT = 8080;
export const SMTP_PORT = 2525;
export const HTTPS_PORT = 8443;

/** By which its certificate knows it. */
export const RECEIVERS_HOST = `receivers.${RECEIVERS_NAMESPACE}.svc`;

/** The receivers from inside the cluster: what shows what arrived, and the root of every URL below. */
export const RECEIVERS_URL = `http://${RECEIVERS_HOST}:${HTTP_PORT}`;
/** The same over TLS, where it is spoken. */
export const RECEIVERS_TLS_URL = `https://${RECEIVERS_HOST}:${HTTPS_PORT}`;
/** Where mail goes, as host:port. Where TLS is not spoken `require_tls` must be off. */
export const RECEIVERS_SMARTHOST = `${RECEIVERS_HOST}:${SMTP_PORT}`;
/** Where PagerDuty's events go. */
export const PAGERDUTY_URL = pagerdutyUrl();

/** The same below another root of every URL. */
export function pagerdutyUrl(root = RECEIVERS_URL): string {
  return `${root}/v2/enqueue`;
}

/** Where Slack's messages go; a secret, as the path is the credential. */
export function slackWebhookUrl(
  { slackWebhookPath }: Pick<ReceiverSecrets, "slackWebhookPath">,
  root = RECEIVERS_URL,
): string {
  return `${root}${slackWebhookPath}`;
}

/** The root of OpsGenie's API; Alertmanager adds /v2/alerts. */
export const OPSGENIE_URL = RECEIVERS_URL;

/** Where a webhook's posts go; a secret, as the path ends in the credential. */
export function webhookUrl(
  { webhookToken }: Pick<ReceiverSecrets, "webhookToken">,
  name: string,
): string {
  return `${RECEIVERS_URL}/hooks/${name}/${webhookToken}`;
}

/** Where the watchdog's heartbeats go; a secret, as the path ends in the credential. */
export function watchdogUrl(
  { watchdogToken }: Pick<ReceiverSecrets, "watchdogToken">,
  root = RECEIVERS_URL,
): string {
  return `${root}/watchdog/${watchdogToken}`;
}
