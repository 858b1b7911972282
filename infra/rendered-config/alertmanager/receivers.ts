import type { Notifications } from "../../settings/notifications";
import { SEVERITIES, type Severity } from "../../../alert-rules/policy";
import { bySeverity, detail, filledBy } from "../alertmanagerTemplates";
import { ALERTMANAGER_FOLDER, file, webhookSecret } from "./secrets";
import type { Receiver } from "./types";

/**
 * The receivers of every alert of a severity, whatever else a stack adds. Outside production a receiver may notify
 * nobody.
 */
export function ownReceivers(notifications: Notifications): readonly Receiver[] {
  const { slack, email, watchdog } = notifications;
  const posted = (severity: Severity, sendResolved = true) =>
    slack.enabled && { slack_configs: [slackMessage(slack, severity, sendResolved)] };
  return [
    {
      name: "critical",
      ...(notifications.pagerduty.enabled && {
        pagerduty_configs: [pagerduty(notifications.pagerduty)],
      }),
      ...posted("critical"),
    },
    { name: "warning", ...posted("warning") },
    {
      name: "info",
      // At most one message a day: a group that resolves and fires again is a new group, without a record of earlier
      // notifications.
      ...posted("info", false),
      ...(email && { email_configs: [mail(email)] }),
    },
    {
      name: "watchdog",
      // The external service alarms when it has received nothing for some minutes. A resolved watchdog needs no
      // message: its silence is the alarm.
      ...(watchdog.enabled && {
        webhook_configs: [{ url_file: file("watchdog-url"), send_resolved: false }],
      }),
    },
  ];
}

/** The receivers that notify nobody because the stack says so. */
export function toldNobody(notifications: Notifications): readonly string[] {
  return ownReceivers(notifications)
    .filter((receiver) => Object.keys(receiver).length === 1)
    .map(({ name }) => name);
}

/**
 * A receiver that a stack adds, and the severities of which it is notified in addition to the severities' own
 * receivers.
 */
export interface AddedReceiver {
  readonly receiver: Receiver;
  readonly severities: readonly Severity[];
}

/** The receivers for OpsGenie and for webhooks, as far as a stack sets them. */
export function addedReceivers({ opsgenie, webhooks }: Notifications): readonly AddedReceiver[] {
  return [
    ...(opsgenie === undefined
      ? []
      : [
          {
            receiver: { name: "opsgenie", opsgenie_configs: [opsgenieAlert(opsgenie)] },
            severities: opsgenie.severities,
          },
        ]),
    ...webhooks.map(({ name, severities, sendResolved }) => ({
      receiver: {
        name: `webhook-${name}`,
        webhook_configs: [{ url_file: file(webhookSecret(name)), send_resolved: sendResolved }],
      },
      severities,
    })),
  ];
}

/** An event for PagerDuty's Events API v2. */
function pagerduty({ url }: Notifications["pagerduty"]) {
  return {
    routing_key_file: file("pagerduty-routing-key"),
    url,
    send_resolved: true,
    description: filledBy("title"),
    severity: "critical",
    class: filledBy("names"),
    component: "{{ .CommonLabels.component }}",
    client: "AutoDealGenie monitoring",
    client_url: filledBy("dashboard"),
    details: {
      summary: detail(filledBy("summary")),
      description: detail(filledBy("descriptions")),
      runbook: detail(filledBy("runbook")),
      dashboard: detail(filledBy("dashboard")),
      // Alertmanager adds these fields by default, and loses the page if it fills them itself: see the template.
      firing: '{{ template "autodealgenie.detail.alerts" .Alerts.Firing }}',
      resolved: '{{ template "autodealgenie.detail.alerts" .Alerts.Resolved }}',
    },
    links: [
      { text: "Runbook", href: filledBy("runbook") },
      { text: "Panel", href: filledBy("dashboard") },
      { text: "Silence", href: filledBy("silence") },
    ],
  };
}

function slackAddress(slack: Notifications["slack"], severity: Severity) {
  const channel = slack[`${severity}Channel`];
  switch (slack.by) {
    case "app":
      return { app_token_file: file("slack-app-token"), app_url: slack.url, channel };
    case "webhooks":
      // Each webhook has its own channel, and would ignore this one.
      return { api_url_file: file(`slack-webhook-url-${severity}`) };
    case "webhook":
      return { api_url_file: file("slack-webhook-url"), channel };
  }
}

function slackMessage(slack: Notifications["slack"], severity: Severity, sendResolved = true) {
  return {
    ...slackAddress(slack, severity),
    send_resolved: sendResolved,
    title: filledBy("title"),
    title_link: filledBy("dashboard"),
    text: filledBy("slack.text"),
    fallback: filledBy("title"),
    actions: [
      { type: "button", text: "Runbook", url: filledBy("runbook") },
      { type: "button", text: "Panel", url: filledBy("dashboard") },
      { type: "button", text: "Silence", url: filledBy("silence") },
    ],
  };
}

/** The file, beside alertmanager.yml, with the CAs to trust for the mail server. */
export const MAIL_AUTHORITY = "mail-authority.pem";

function mail(email: NonNullable<Notifications["email"]>) {
  const { to, from, smarthost, username, requireTls, implicitTls, hello } = email;
  return {
    to: [to].flat().join(", "),
    from,
    smarthost,
    ...(username !== undefined && {
      auth_username: username,
      auth_password_file: file("smtp-password"),
    }),
    require_tls: requireTls,
    ...(implicitTls !== undefined && { force_implicit_tls: implicitTls }),
    ...(hello !== undefined && { hello }),
    ...(email.certificateAuthority !== undefined && {
      // An absolute path: for mail only, Alertmanager does not resolve paths relative to its configuration.
      tls_config: { ca_file: `${ALERTMANAGER_FOLDER}/${MAIL_AUTHORITY}` },
    }),
    // As in Slack: one message a day.
    send_resolved: false,
    headers: { Subject: filledBy("title") },
    text: filledBy("email.text"),
    // Otherwise Alertmanager's default HTML would be sent along, and shown instead of the text.
    html: "",
  };
}

/** An alert for OpsGenie's Alert API v2. It is closed by its alias, which Alertmanager derives from the group. */
function opsgenieAlert({ url, priorities, responders }: NonNullable<Notifications["opsgenie"]>) {
  return {
    api_key_file: file("opsgenie-api-key"),
    // Alertmanager appends v2/alerts to the path as it is.
    api_url: `${url}/`,
    send_resolved: true,
    message: filledBy("title"),
    description: filledBy("opsgenie.text"),
    source: "{{ .ExternalURL }}",
    entity: "{{ .CommonLabels.component }}",
    tags: filledBy("tags"),
    priority: bySeverity(Object.fromEntries(SEVERITIES.map((each) => [each, priorities[each]]))),
    ...(responders.length > 0 && { responders }),
    details: {
      runbook: filledBy("runbook"),
      dashboard: filledBy("dashboard"),
    },
  };
}
