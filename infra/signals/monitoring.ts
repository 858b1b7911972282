import { alertmanager as am } from "../exporters/alertmanager";
import { prometheus as p } from "../exporters/prometheus";
import { by, promql } from "../promql/promql";
import type { Query } from "../promql/promql";
import { buckets, where } from "../promql/selector";
import type { Plain } from "../promql/selector";
import { Condition, Signal } from "../promql/signal";
import type { Job } from "../promql/targets";
import type { Duration, Window } from "../promql/units";

const PROMETHEUS = { job: "prometheus" } as const;
const ALERTMANAGER = { job: "alertmanager" } as const;

export const targetsUp = new Signal({
  title: "Targets that answer",
  description: "Share of each job's targets whose last scrape succeeded.",
  unit: "ratio",
  query: () => promql`avg by (${by("job")}) (${p.up})`,
});

export const targetsDown = new Signal({
  title: "Targets that do not answer",
  description: "How many of each job's targets could not be scraped.",
  unit: "count",
  query: () => promql`count by (${by("job")}) (${p.up} == 0)`,
});

/** The targets that are down, each with all its labels. */
export const downOnes = promql`${p.up} == 0`;

/** No target of some of these jobs exists: one series for each such job, under its name. */
export function noTarget([first, ...others]: readonly [Job, ...Job[]]): Condition<"job", "count"> {
  const absent = (job: Job) =>
    new Condition(
      promql`max by (${by("job")}) (absent(${where(p.up, { job })}))`,
      "count",
      `no target of ${job} exists`,
    );
  return others.reduce((condition, job) => condition.or(absent(job)), absent(first));
}

export const scrapeTime = new Signal({
  title: "Scrape time",
  description: "Time that each job's slowest target took to answer its last scrape.",
  unit: "seconds",
  query: () => promql`max by (${by("job")}) (${p.scrape_duration_seconds})`,
});

export const scrapedSamples = new Signal({
  title: "Samples of a scrape",
  description: "Samples of one scrape of each job's targets together that were kept.",
  unit: "count",
  query: () => promql`sum by (${by("job")}) (${p.scrape_samples_post_metric_relabeling})`,
});

const taken = (gauge: Plain, job: Job) => promql`min by (${by("job")}) (${where(gauge, { job })})`;
const TAKEN = {
  prometheus: taken(p.prometheus_config_last_reload_successful, "prometheus"),
  alertmanager: taken(am.alertmanager_config_last_reload_successful, "alertmanager"),
};

/** Some Prometheus or Alertmanager has refused the last configuration that it was given. */
export const configRefused = new Condition(
  promql`${TAKEN.prometheus} == 0 or ${TAKEN.alertmanager} == 0`,
  "count",
  "a Prometheus or an Alertmanager has refused the configuration that it was given last",
);

export const configTaken = new Signal({
  title: "Configuration taken",
  description:
    "Is 1 where the last configuration was taken, and 0 where it was refused and the one before goes on.",
  unit: "count",
  query: () => promql`${TAKEN.prometheus} or ${TAKEN.alertmanager}`,
});

export const ruleFailures = new Signal({
  title: "Failed evaluations",
  description: "Rules whose evaluation failed, by the group of rules.",
  unit: "count",
  query: (w) =>
    promql`sum by (${by("rule_group")}) (increase(${where(p.prometheus_rule_evaluation_failures_total, PROMETHEUS)}[${w}]))`,
});

export const missedEvaluations = new Signal({
  title: "Missed evaluations",
  description: "Evaluations left out because the one before took too long, by the group of rules.",
  unit: "count",
  query: (w) =>
    promql`sum by (${by("rule_group")}) (increase(${where(p.prometheus_rule_group_iterations_missed_total, PROMETHEUS)}[${w}]))`,
});

export const ruleTime = new Signal({
  title: "Evaluation time",
  description: "Time that each group's rules took when they were evaluated last.",
  unit: "seconds",
  query: () =>
    promql`max by (${by("rule_group")}) (${where(p.prometheus_rule_group_last_duration_seconds, PROMETHEUS)})`,
});

export const alertsSent = new Signal({
  title: "Alerts sent",
  description:
    "Alerts that Prometheus sends to each Alertmanager, each second; Watchdog is always among them.",
  unit: "operationsPerSecond",
  query: (w) => perAlertmanager(p.prometheus_notifications_sent_total, w),
});

export const undeliveredByAlertmanager = new Signal({
  title: "Undelivered alerts",
  description: "Alerts that did not reach an Alertmanager, as a share of those sent to it.",
  unit: "ratio",
  // What failed counts as sent and as dropped; what found no room in the queue only as dropped.
  query: (w) =>
    promql`${perAlertmanager(p.prometheus_notifications_dropped_total, w)} / ${perAlertmanager(p.prometheus_notifications_sent_total, w)}`,
  idle: "empty",
});

/** The same for the Alertmanager that gets most of them: each gets all, and one is enough to tell people. */
export const undelivered = new Signal({
  title: "Undelivered alerts",
  description: "Alerts that reached no Alertmanager, as a share of those sent.",
  unit: "ratio",
  query: (w) => promql`min by (${by()}) (${undeliveredByAlertmanager.query(w)})`,
});

/**
 * The same where there are several of Prometheus: of each shard, which its Service names, the replica that fares best,
 * for one is enough to tell people; and of the shards the one that fares worst.
 */
export const undeliveredByShard = new Signal({
  title: "Undelivered alerts",
  description:
    "Alerts that reached no Alertmanager from any replica, as a share of those sent; of the shard where it is most.",
  unit: "ratio",
  query: (w) => {
    const of = (
      counter:
        | typeof p.prometheus_notifications_sent_total
        | typeof p.prometheus_notifications_dropped_total,
    ) =>
      promql`sum by (${by("service", "pod", "alertmanager")}) (rate(${where<typeof counter.labels>(counter, PROMETHEUS)}[${w}]))`;
    const share = promql`${of(p.prometheus_notifications_dropped_total)} / ${of(p.prometheus_notifications_sent_total)}`;
    return promql`max by (${by()}) (${promql`min by (${by("service")}) (${share})`})`;
  },
});

function perAlertmanager(
  counter:
    typeof p.prometheus_notifications_sent_total | typeof p.prometheus_notifications_dropped_total,
  window: Window,
): Query<"alertmanager"> {
  const series = where<typeof counter.labels>(counter, PROMETHEUS);
  return promql`sum by (${by("alertmanager")}) (rate(${series}[${window}]))`;
}

export const waitingAlerts = new Signal({
  title: "Alerts that wait",
  description: "Alerts that wait to be sent, by Alertmanager.",
  unit: "count",
  query: () =>
    promql`max by (${by("alertmanager")}) (${where(p.prometheus_notifications_queue_length, PROMETHEUS)})`,
});

export const notificationRate = new Signal({
  title: "Notifications",
  description: "Notifications that Alertmanager attempts each second, by the kind of receiver.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by("integration")}) (rate(${where(am.alertmanager_notifications_total, ALERTMANAGER)}[${w}])) > 0`,
});

/**
 * Of the replicas that tried, the one with the fewest failures: where the first cannot reach a receiver the next one
 * tells it, and nobody misses anything. A replica that had nothing to tell has a share of NaN, which min() passes over.
 */
export const notificationFailures = new Signal({
  title: "Failed notifications",
  description:
    "Share of the notifications that Alertmanager gave up, by the kind of receiver. What is retried and succeeds is none.",
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
  description:
    "Time within which 99 of 100 notifications were handed over, by the kind of receiver.",
  unit: "seconds",
  query: (w) =>
    promql`histogram_quantile(0.99, sum by (${by("le", "integration")}) (rate(${buckets(am.alertmanager_notification_latency_seconds, ALERTMANAGER)}[${w}])))`,
  idle: "empty",
});

export const alertsByState = new Signal({
  title: "Alerts in Alertmanager",
  description:
    "Alerts that Alertmanager knows: active ones, and those that a silence, an inhibition or a maintenance window suppresses.",
  unit: "count",
  query: () => promql`max by (${by("state")}) (${where(am.alertmanager_alerts, ALERTMANAGER)})`,
});

/** What the loneliest Alertmanager sees of the others. Absent where there is one only. */
export const clusterMembers = new Signal({
  title: "Members seen",
  description:
    "Replicas that the loneliest Alertmanager knows, itself included; it knows none where it is the only one.",
  unit: "count",
  query: () => promql`min by (${by()}) (${where(am.alertmanager_cluster_members, ALERTMANAGER)})`,
});

export const alertmanagersUp = new Signal({
  title: "Alertmanagers up",
  description: "Alertmanagers that answer Prometheus.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(p.up, ALERTMANAGER)})`,
});

/** Some Alertmanager sees fewer others than there are: each may then tell people on its own. */
export const clusterBroken = new Condition(
  promql`${clusterMembers.query("0s")} < ${alertmanagersUp.query("0s")}`,
  "count",
  `*${clusterMembers.title}* below *${alertmanagersUp.title}*`,
  [clusterMembers, alertmanagersUp],
);

export const watchdog = new Signal({
  title: "Watchdog",
  description: "Is 1 while the alert that always fires does so.",
  unit: "count",
  query: () =>
    promql`max by (${by()}) (${where(p.ALERTS, { alertname: "Watchdog", alertstate: "firing" })})`,
});

export const headSeries = new Signal({
  title: "Series",
  description: "Series that have a recent sample.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(p.prometheus_tsdb_head_series, PROMETHEUS)})`,
});

export const appendedSamples = new Signal({
  title: "Samples stored",
  description: "Samples that Prometheus stores each second, those of recording rules included.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(p.prometheus_tsdb_head_samples_appended_total, PROMETHEUS)}[${w}]))`,
});

const stored = (title: string, description: string, gauge: Plain) =>
  new Signal({
    title,
    description,
    unit: "bytes",
    query: () => promql`sum by (${by()}) (${where(gauge, PROMETHEUS)})`,
  });

export const blockBytes = stored(
  "Blocks",
  "Disk space of the samples that are more than two hours old.",
  p.prometheus_tsdb_storage_blocks_bytes,
);
export const walBytes = stored(
  "Write-ahead log",
  "Disk space of the newer ones' write-ahead log.",
  p.prometheus_tsdb_wal_storage_size_bytes,
);

export const queryTime = new Signal({
  title: "Query time",
  description: "Of the last ten minutes' queries 99 of 100 took less, by what was done.",
  unit: "seconds",
  query: () =>
    promql`max by (${by("slice")}) (${where(p.prometheus_engine_query_duration_seconds, { ...PROMETHEUS, quantile: "0.99" })})`,
  idle: "empty",
});

const failures = (title: string, counter: Plain<Readonly<Record<never, never>>>) =>
  new Signal({
    title,
    description: "How often it failed.",
    unit: "count",
    query: (w) => promql`sum by (${by()}) (increase(${where(counter, PROMETHEUS)}[${w}]))`,
  });

/** Whatever can go wrong with what Prometheus stores, each under its own title. */
export const storageFailures = [
  failures("Compactions", p.prometheus_tsdb_compactions_failed_total),
  failures("Reading of blocks", p.prometheus_tsdb_reloads_failures_total),
  failures("Damages of the write-ahead log", p.prometheus_tsdb_wal_corruptions_total),
  failures("Writes to the write-ahead log", p.prometheus_tsdb_wal_writes_failed_total),
  failures("Truncations of the write-ahead log", p.prometheus_tsdb_wal_truncations_failed_total),
  failures("Checkpoints", p.prometheus_tsdb_checkpoint_creations_failed_total),
  failures("Truncations of the head", p.prometheus_tsdb_head_truncations_failed_total),
] as const;

/** Any of them, over a window. */
export function storageFailing(window: Duration): Condition<never, "count"> {
  const [first, ...others] = storageFailures.map((signal) =>
    signal.above(0 as Parameters<typeof signal.above>[0], window),
  ) as [Condition<never, "count">, ...Condition<never, "count">[]];
  return others.reduce((condition, other) => condition.or(other), first);
}
