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
    "1 where the last configuration was taken, 0 where it was refused.",
    {},
  ),
  alertmanager_alerts: gauge("Alerts that it knows, by state.", {
    state: ["active", "suppressed", "unprocessed"],
  }),
  alertmanager_notifications_total: counter("Notifications attempted.", { integration: OPEN }),
  alertmanager_notifications_failed_total: counter("Notifications given up.", {
    integration: OPEN,
    reason: ["clientError", "contextCanceled", "contextDeadlineExceeded", "other", "serverError"],
  }),
  alertmanager_notification_latency_seconds: histogram(
    "Time that a notification took.",
    [1, 5, 10, 15, 20],
    { integration: OPEN },
  ),
  alertmanager_cluster_enabled: gauge("1 where it is one of several replicas.", {}),
  alertmanager_cluster_members: sometimes(
    "there is one Alertmanager alone",
    gauge("Replicas that it knows, itself included; absent where there is one only.", {}),
    { of: "alertmanagers" },
  ),
  alertmanager_cluster_failed_peers: gauge(
    "Replicas that it has lost; absent where there is one only.",
    {},
  ),
});
