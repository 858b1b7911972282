import type { StackConfig } from "../config/schema";
import { secretFile } from "../kubernetes/volumes";
import type { Duration } from "../promql/units";
import { filledBy } from "./alertmanagerTemplates";
import type { Times } from "./times";

/** The secrets of the receivers, by the file in which each is found. */
export type AlertmanagerSecret =
  "pagerduty-routing-key" | "slack-webhook-url" | "smtp-password" | "watchdog-url";

export interface Route {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly group_by?: readonly string[];
  readonly group_wait?: Duration;
  readonly group_interval?: Duration;
  readonly repeat_interval?: Duration;
  readonly routes?: readonly Route[];
}

export interface Receiver {
  readonly name: string;
  readonly pagerduty_configs?: readonly object[];
  readonly slack_configs?: readonly object[];
  readonly email_configs?: readonly object[];
  readonly webhook_configs?: readonly object[];
}

/** alertmanager.yml, as far as it is used. */
export interface AlertmanagerConfig {
  readonly global: { readonly resolve_timeout: Duration };
  readonly templates: readonly string[];
  readonly route: Route;
  readonly receivers: readonly Receiver[];
}

type Notifications = StackConfig["notifications"];

/** What each severity means: who is told of it, how soon, and how often again. */
export function alertmanagerConfig(notifications: Notifications, times: Times): AlertmanagerConfig {
  const { slack } = notifications;
  return {
    global: { resolve_timeout: times.resolveTimeout },
    templates: ["templates/*.tmpl"],
    route: {
      // An alert whose severity nobody knows is still somebody's: no alert ends in an empty receiver.
      receiver: "warning",
      group_by: ["alertname", "severity"],
      group_wait: times.groupWait,
      group_interval: times.groupInterval,
      repeat_interval: times.warningRepeat,
      routes: [
        {
          receiver: "watchdog",
          matchers: ['alertname="Watchdog"'],
          group_interval: times.watchdogGroupInterval,
          repeat_interval: times.watchdogRepeat,
        },
        {
          receiver: "critical",
          matchers: ['severity="critical"'],
          repeat_interval: times.criticalRepeat,
        },
        {
          receiver: "warning",
          matchers: ['severity="warning"'],
          repeat_interval: times.warningRepeat,
        },
        {
          receiver: "info",
          matchers: ['severity="info"'],
          group_interval: times.infoGroupInterval,
          repeat_interval: times.infoRepeat,
        },
      ],
    },
    receivers: [
      {
        name: "critical",
        pagerduty_configs: [pagerduty(notifications.pagerduty)],
        slack_configs: [slackMessage(slack.criticalChannel)],
      },
      { name: "warning", slack_configs: [slackMessage(slack.warningChannel)] },
      { name: "info", email_configs: [mail(notifications.email)] },
      {
        name: "watchdog",
        // Rings outside when it has heard nothing for some minutes. A resolved watchdog is silence, not news.
        webhook_configs: [{ url_file: file("watchdog-url"), send_resolved: false }],
      },
    ],
  };
}

/** The secrets that the configuration reads. */
export function alertmanagerSecrets({ email }: Notifications): readonly AlertmanagerSecret[] {
  const always = ["pagerduty-routing-key", "slack-webhook-url", "watchdog-url"] as const;
  return email.username === undefined ? always : [...always, "smtp-password"];
}

function file(key: AlertmanagerSecret): string {
  return secretFile(key);
}

/** An event of PagerDuty's Events API v2. */
function pagerduty({ url }: Notifications["pagerduty"]) {
  return {
    routing_key_file: file("pagerduty-routing-key"),
    url,
    send_resolved: true,
    description: filledBy("title"),
    severity: "critical",
    class: "{{ .GroupLabels.alertname }}",
    component: "{{ .CommonLabels.component }}",
    client: "AutoDealGenie monitoring",
    client_url: filledBy("dashboard"),
    details: {
      summary: filledBy("summary"),
      description: filledBy("descriptions"),
      runbook: filledBy("runbook"),
      dashboard: filledBy("dashboard"),
    },
    links: [
      { text: "Runbook", href: filledBy("runbook") },
      { text: "Dashboard", href: filledBy("dashboard") },
    ],
  };
}

function slackMessage(channel: string) {
  return {
    api_url_file: file("slack-webhook-url"),
    channel,
    send_resolved: true,
    title: filledBy("title"),
    title_link: filledBy("dashboard"),
    text: filledBy("slack.text"),
    fallback: filledBy("title"),
    actions: [
      { type: "button", text: "Runbook", url: filledBy("runbook") },
      { type: "button", text: "Dashboard", url: filledBy("dashboard") },
    ],
  };
}

function mail({ to, from, smarthost, username, requireTls }: Notifications["email"]) {
  return {
    to,
    from,
    smarthost,
    ...(username !== undefined && {
      auth_username: username,
      auth_password_file: file("smtp-password"),
    }),
    require_tls: requireTls,
    // A second mail on the same day would break the promise of one: a group that resolves and fires again is a
    // new group, which does not know what was mailed.
    send_resolved: false,
    headers: { Subject: filledBy("title") },
    text: filledBy("email.text"),
    // Alertmanager's own page would be sent beside the text, and shown instead of it.
    html: "",
  };
}
