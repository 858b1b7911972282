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
  up: gauge("1 if the last scrape of a target succeeded, 0 if it failed.", {}),
  scrape_duration_seconds: gauge("Duration of the last scrape of a target.", {}),
  scrape_samples_post_metric_relabeling: gauge(
    "Samples that the last scrape of a target kept.",
    {},
  ),
  ALERTS: gauge("1 for each alert that is pending or firing.", {
    alertname: OPEN,
    alertstate: ["pending", "firing"],
    severity: OPEN,
    component: OPEN,
  }),
  ALERTS_FOR_STATE: gauge(
    "When each pending or firing alert became active, in seconds since 1970.",
    { alertname: OPEN, severity: OPEN, component: OPEN },
  ),

  prometheus_config_last_reload_successful: gauge(
    "1 if the last configuration was loaded, 0 if it was rejected.",
    {},
  ),
  prometheus_config_last_reload_success_timestamp_seconds: gauge(
    "When a configuration was last loaded, in seconds since 1970.",
    {},
  ),

  prometheus_rule_evaluation_failures_total: counter("Rule evaluations that failed.", GROUP),
  prometheus_rule_group_last_duration_seconds: gauge(
    "Duration of the last evaluation of a rule group.",
    GROUP,
  ),
  prometheus_rule_group_iterations_missed_total: counter(
    "Evaluations of a rule group that were skipped because the previous one took too long.",
    GROUP,
  ),

  prometheus_notifications_sent_total: counter("Alerts sent to an Alertmanager.", ALERTMANAGER),
  prometheus_notifications_dropped_total: counter(
    "Alerts that were dropped, which do not count as sent.",
    ALERTMANAGER,
  ),
  prometheus_notifications_queue_length: gauge("Alerts waiting to be sent.", ALERTMANAGER),
  prometheus_notifications_queue_capacity: gauge(
    "Maximum number of alerts waiting to be sent.",
    {},
  ),

  prometheus_remote_storage_samples_total: counter("Samples sent by remote write.", REMOTE),
  prometheus_remote_storage_samples_failed_total: counter(
    "Samples that the remote server rejected, which are not retried.",
    REMOTE,
  ),
  prometheus_remote_storage_queue_highest_sent_timestamp_seconds: gauge(
    "Time of the newest sample sent by remote write, in seconds since 1970; 0 if there was none.",
    REMOTE,
  ),

  prometheus_remote_storage_shards_desired: gauge(
    "Shards needed to send all samples in time.",
    REMOTE,
  ),
  prometheus_remote_storage_shards_max: gauge("Maximum number of shards.", REMOTE),

  prometheus_target_scrapes_sample_duplicate_timestamp_total: counter(
    "Scraped samples rejected because another value exists for the same time.",
    {},
  ),
  prometheus_target_scrapes_sample_out_of_order_total: counter(
    "Scraped samples rejected because a newer one exists.",
    {},
  ),
  prometheus_target_scrapes_sample_out_of_bounds_total: counter(
    "Scraped samples rejected because their time is too old or in the future.",
    {},
  ),

  prometheus_sd_kubernetes_failures_total: counter("Failed requests of service discovery.", {}),

  prometheus_tsdb_head_series: gauge("Series with a recent sample.", {}),
  prometheus_tsdb_head_samples_appended_total: counter("Samples stored.", {
    type: ["float", "histogram"],
  }),
  prometheus_tsdb_storage_blocks_bytes: gauge("Disk space used by the blocks.", {}),
  prometheus_tsdb_wal_storage_size_bytes: gauge("Disk space used by the write-ahead log.", {}),
  prometheus_tsdb_compactions_total: counter("Compactions executed.", {}),
  prometheus_tsdb_compactions_failed_total: counter("Compactions that failed.", {}),
  prometheus_tsdb_reloads_failures_total: counter("Failures to load blocks from disk.", {}),
  prometheus_tsdb_wal_corruptions_total: counter("Corruptions found in the write-ahead log.", {}),
  prometheus_tsdb_wal_writes_failed_total: counter("Failed writes to the write-ahead log.", {}),
  prometheus_tsdb_wal_truncations_failed_total: counter(
    "Failed truncations of the write-ahead log.",
    {},
  ),
  prometheus_tsdb_checkpoint_creations_failed_total: counter(
    "Checkpoints that could not be created.",
    {},
  ),
  prometheus_tsdb_head_truncations_failed_total: counter("Failed truncations of the head.", {}),

  prometheus_engine_query_duration_seconds: gauge("Duration of queries, by phase.", {
    slice: PHASES,
    quantile: ["0.5", "0.9", "0.99"],
  }),
  prometheus_engine_query_duration_seconds_count: counter("Queries that reached a phase.", {
    slice: PHASES,
  }),
});
