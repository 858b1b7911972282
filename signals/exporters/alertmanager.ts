import {
  counter,
  describeMetrics,
  gauge,
  histogram,
  OPEN,
  sometimes,
} from "../../service/metrics/define";

/** The metrics of Alertmanager 0.31.1 that we read. */
export const alertmanager = describeMetrics({
  alertmanager_config_last_reload_successful: gauge(
    "1 if the last configuration was loaded, 0 if it was rejected.",
    {},
  ),
  alertmanager_alerts: gauge("Alerts in Alertmanager, by state.", {
    state: ["active", "suppressed", "unprocessed"],
  }),
  alertmanager_notifications_total: counter("Notifications attempted.", { integration: OPEN }),
  alertmanager_notifications_failed_total: counter("Notifications that failed.", {
    integration: OPEN,
    reason: ["clientError", "contextCanceled", "contextDeadlineExceeded", "other", "serverError"],
  }),
  alertmanager_notification_latency_seconds: histogram(
    "Duration of sending a notification.",
    [1, 5, 10, 15, 20],
    { integration: OPEN },
  ),
  alertmanager_cluster_enabled: gauge("1 if Alertmanager runs as a cluster.", {}),
  alertmanager_cluster_members: sometimes(
    "there is one Alertmanager alone",
    gauge("Replicas in the cluster, including this one; missing if there is only one.", {}),
    { of: "alertmanagers" },
  ),
  alertmanager_cluster_failed_peers: gauge(
    "Replicas that cannot be reached; missing if there is only one.",
    {},
  ),
});
