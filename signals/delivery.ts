import { alertmanager as am } from "./exporters/alertmanager";
import { prometheus as p } from "./exporters/prometheus";
import { by, promql } from "./promql/promql";
import type { Query } from "./promql/promql";
import { buckets, where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Window } from "./promql/units";

const PROMETHEUS = { job: "prometheus" } as const;
const ALERTMANAGER = { job: "alertmanager" } as const;

type NotificationCounter =
  | typeof p.prometheus_notifications_sent_total
  | typeof p.prometheus_notifications_dropped_total;

export const alertsSent = new Signal({
  title: "Alerts sent",
  description:
    "Alerts that Prometheus sends to each Alertmanager per second, always including Watchdog.",
  unit: "operationsPerSecond",
  query: (w) => perAlertmanager(p.prometheus_notifications_sent_total, w),
});

export const undeliveredByAlertmanager = new Signal({
  title: "Undelivered alerts",
  description: "Share of alerts that could not be delivered, by Alertmanager.",
  unit: "ratio",
  query: (w) => givenUp((counter) => perAlertmanager(counter, w)),
  idle: "empty",
});

/**
 * The same for the Alertmanager that receives most of them: each is sent all alerts, and one is enough to notify
 * people.
 */
export const undelivered = new Signal({
  title: "Undelivered alerts",
  description: "Share of alerts that could not be delivered to any Alertmanager.",
  unit: "ratio",
  query: (w) => promql`min by (${by()}) (${undeliveredByAlertmanager.query(w)})`,
});

/**
 * The same with several Prometheus replicas and shards. Within each shard (named by its Service) the replica with the
 * lowest share counts, because one is enough to notify people; among the shards the one with the highest share counts.
 */
export const undeliveredByShard = new Signal({
  title: "Undelivered alerts",
  description:
    "Alerts that reached no Alertmanager from any replica, as a share of those that were to; of the shard where it is most.",
  unit: "ratio",
  query: (w) => {
    const share = givenUp(
      (counter) =>
        promql`sum by (${by("service", "pod", "alertmanager")}) (rate(${where<typeof counter.labels>(counter, PROMETHEUS)}[${w}]))`,
    );
    return promql`max by (${by()}) (${promql`min by (${by("service")}) (${share})`})`;
  },
});

/**
 * The share of alerts that were given up. Prometheus counts only delivered alerts as sent; it counts as dropped those
 * that failed, that found the queue full, and that were still queued at shutdown (`notifier/sendloop.go`).
 */
function givenUp<L extends string>(of: (counter: NotificationCounter) => Query<L>): Query<L> {
  const dropped = of(p.prometheus_notifications_dropped_total);
  return promql`${dropped} / (${dropped} + ${of(p.prometheus_notifications_sent_total)})`;
}

function perAlertmanager(counter: NotificationCounter, window: Window): Query<"alertmanager"> {
  const series = where<typeof counter.labels>(counter, PROMETHEUS);
  return promql`sum by (${by("alertmanager")}) (rate(${series}[${window}]))`;
}

export const waitingAlerts = new Signal({
  title: "Alerts that wait",
  description: "Alerts in the queue for each Alertmanager.",
  unit: "count",
  query: () =>
    promql`max by (${by("alertmanager")}) (${where(p.prometheus_notifications_queue_length, PROMETHEUS)})`,
});

export const notificationRate = new Signal({
  title: "Notifications",
  description: "Notifications that Alertmanager attempts per second, by receiver type.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by("integration")}) (rate(${where(am.alertmanager_notifications_total, ALERTMANAGER)}[${w}])) > 0`,
});

/**
 * Of the replicas that tried, the one with the smallest share of failures: if the first replica cannot reach a
 * receiver, the next one notifies it and nobody misses anything. A replica with nothing to send has a share of NaN,
 * which min() skips.
 */
export const notificationFailures = new Signal({
  title: "Failed notifications",
  description: "Share of the notifications that failed after all retries, by receiver type.",
  unit: "ratio",
  query: (w) => {
    const failed = promql`sum by (${by("integration", "pod")}) (rate(${where(am.alertmanager_notifications_failed_total, ALERTMANAGER)}[${w}]))`;
    const attempted = promql`sum by (${by("integration", "pod")}) (rate(${where(am.alertmanager_notifications_total, ALERTMANAGER)}[${w}]))`;
    const share = promql`${failed} / ${attempted}`;
    return promql`min by (${by("integration")}) (${share})`;
  },
  idle: "empty",
});

export const notificationTime = new Signal({
  title: "Notification time",
  description: "The 99th percentile of the delivery time of notifications, by receiver type.",
  unit: "seconds",
  query: (w) =>
    promql`histogram_quantile(0.99, sum by (${by("le", "integration")}) (rate(${buckets(am.alertmanager_notification_latency_seconds, ALERTMANAGER)}[${w}])))`,
  idle: "empty",
});

export const alertsByState = new Signal({
  title: "Alerts in Alertmanager",
  description:
    "Alerts in Alertmanager: active ones, and those suppressed by a silence, an inhibition or a maintenance window.",
  unit: "count",
  query: () => promql`max by (${by("state")}) (${where(am.alertmanager_alerts, ALERTMANAGER)})`,
});

/** The smallest number of members that any Alertmanager sees. Absent if there is only one. */
export const clusterMembers = new Signal({
  title: "Members seen",
  description:
    "The smallest number of cluster members that any Alertmanager sees, including itself.",
  unit: "count",
  query: () => promql`min by (${by()}) (${where(am.alertmanager_cluster_members, ALERTMANAGER)})`,
});

export const alertmanagersUp = new Signal({
  title: "Alertmanagers up",
  description: "Alertmanagers that are up.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(p.up, ALERTMANAGER)})`,
});

/** Some Alertmanager sees fewer members than there are, so each side may notify people on its own. */
export const clusterBroken = new Condition(
  promql`${clusterMembers.query("0s")} < ${alertmanagersUp.query("0s")}`,
  "count",
  `*${clusterMembers.title}* below *${alertmanagersUp.title}*`,
  [clusterMembers, alertmanagersUp],
);

export const watchdog = new Signal({
  title: "Watchdog",
  description: "Whether Watchdog, the alert that always fires, is firing: 1 if so.",
  unit: "count",
  query: () =>
    promql`max by (${by()}) (${where(p.ALERTS, { alertname: "Watchdog", alertstate: "firing" })})`,
});
