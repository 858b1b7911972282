import { counter, describeMetrics, gauge, OPEN } from "../../service/metrics/define";

/** `rule_group` is FILE;GROUP, as in `/etc/prometheus/rules/alerts.yml;backend`. */
const GROUP = { rule_group: OPEN } as const;
/** The full URL to which alerts are sent. */
const ALERTMANAGER = { alertmanager: OPEN } as const;

/** A remote-write endpoint, with the name that the stack gives it. */
const REMOTE = { remote_name: OPEN, url: OPEN } as const;

/** The phases of a query. */
const PHASES = ["inner_eval", "prepare_time", "queue_time", "result_sort"] as const;

/**
 * The series that Prometheus 3.15 creates itself for each scrape and each alert, and those of its own metrics that we
 * read.
 */
export const prometheus = describeMetrics({
  up: gauge("1 where the last scrape of a target succeeded, 0 where it failed.", {}),
  scrape_duration_seconds: gauge("Time that the last scrape of a target took.", {}),
  scrape_samples_post_metric_relabeling: gauge("Samples of the last scrape that were kept.", {}),
  ALERTS: gauge("1 for each alert that is pending or firing.", {
    alertname: OPEN,
    alertstate: ["pending", "firing"],
    severity: OPEN,
    component: OPEN,
  }),
  ALERTS_FOR_STATE: gauge(
    "When the condition of each alert that is pending or firing began to hold, in seconds since 1970.",
    { alertname: OPEN, severity: OPEN, component: OPEN },
  ),

  prometheus_config_last_reload_successful: gauge(
    "1 where the last configuration was taken, 0 where it was refused.",
    {},
  ),
  prometheus_config_last_reload_success_timestamp_seconds: gauge(
    "When a configuration was taken last, in seconds since 1970.",
    {},
  ),

  prometheus_rule_evaluation_failures_total: counter("Rules that could not be evaluated.", GROUP),
  prometheus_rule_group_last_duration_seconds: gauge("Time that a group's rules took last.", GROUP),
  prometheus_rule_group_iterations_missed_total: counter("Evaluations left out, as late.", GROUP),

  prometheus_notifications_sent_total: counter("Alerts that arrived.", ALERTMANAGER),
  prometheus_notifications_dropped_total: counter(
    "Alerts that were given up, and are not among those sent.",
    ALERTMANAGER,
  ),
  prometheus_notifications_queue_length: gauge("Alerts that wait to be sent.", ALERTMANAGER),
  prometheus_notifications_queue_capacity: gauge("Alerts that may wait to be sent.", {}),

  prometheus_remote_storage_samples_total: counter("Samples sent on.", REMOTE),
  prometheus_remote_storage_samples_failed_total: counter(
    "Samples that were refused, and are not sent again.",
    REMOTE,
  ),
  prometheus_remote_storage_queue_highest_sent_timestamp_seconds: gauge(
    "Time of the newest sample that was sent on, in seconds since 1970; 0 where none was.",
    REMOTE,
  ),

  prometheus_remote_storage_shards_desired: gauge(
    "Connections that it would take to send on all samples in time.",
    REMOTE,
  ),
  prometheus_remote_storage_shards_max: gauge("Connections that it may open.", REMOTE),

  prometheus_target_scrapes_sample_duplicate_timestamp_total: counter(
    "Scraped samples that were rejected, as another value was stored for their time.",
    {},
  ),
  prometheus_target_scrapes_sample_out_of_order_total: counter(
    "Scraped samples that were rejected, as a newer one was stored.",
    {},
  ),
  prometheus_target_scrapes_sample_out_of_bounds_total: counter(
    "Scraped samples that were rejected, as their time is too old or in the future.",
    {},
  ),

  prometheus_sd_kubernetes_failures_total: counter("Failed requests of service discovery.", {}),

  prometheus_tsdb_head_series: gauge("Series that have a recent sample.", {}),
  prometheus_tsdb_head_samples_appended_total: counter("Samples stored.", {
    type: ["float", "histogram"],
  }),
  prometheus_tsdb_storage_blocks_bytes: gauge("Disk space of the blocks.", {}),
  prometheus_tsdb_wal_storage_size_bytes: gauge("Disk space of the write-ahead log.", {}),
  prometheus_tsdb_compactions_total: counter("Compactions run.", {}),
  prometheus_tsdb_compactions_failed_total: counter("Compactions that failed.", {}),
  prometheus_tsdb_reloads_failures_total: counter("Times that blocks could not be read.", {}),
  prometheus_tsdb_wal_corruptions_total: counter("Damages found in the write-ahead log.", {}),
  prometheus_tsdb_wal_writes_failed_total: counter("Writes to that log that failed.", {}),
  prometheus_tsdb_wal_truncations_failed_total: counter("Times it could not be cut short.", {}),
  prometheus_tsdb_checkpoint_creations_failed_total: counter("Checkpoints that failed.", {}),
  prometheus_tsdb_head_truncations_failed_total: counter("Times the head was not cut.", {}),

  prometheus_engine_query_duration_seconds: gauge("Time that the phases of queries take.", {
    slice: PHASES,
    quantile: ["0.5", "0.9", "0.99"],
  }),
  prometheus_engine_query_duration_seconds_count: counter("Queries that got to a phase.", {
    slice: PHASES,
  }),
});
