import { counter, describeMetrics, gauge, OPEN, sometimes } from "../../service/metrics/define";

/**
 * Of the metrics of kube-state-metrics 2.15.0, those that we read. Their labels `namespace`, `pod` and
 * `container` name what they tell of, not kube-state-metrics itself.
 */
export const kubeStateMetrics = describeMetrics({
  kube_pod_container_status_waiting_reason: sometimes(
    "no container waits",
    gauge("1 for the reason, such as CrashLoopBackOff, for which a container waits.", {
      reason: OPEN,
    }),
    "kube_pod_container_status_ready",
  ),
  kube_pod_container_status_restarts_total: counter("Times that a container was restarted.", {}),
  kube_pod_container_status_last_terminated_reason: sometimes(
    "no container has ended",
    gauge("1 for the reason, such as OOMKilled, for which a container ended the last time.", {
      reason: OPEN,
    }),
    "kube_pod_container_status_ready",
  ),
  kube_pod_container_status_ready: gauge("1 where a container is ready, 0 where it is not.", {}),
  kube_pod_status_phase: gauge("1 for the phase that a pod is in, 0 for every other.", {
    phase: ["Pending", "Running", "Succeeded", "Failed", "Unknown"],
  }),
});

/** Those of its CronJobs, which only a stack with backups has. */
export const cronJobMetrics = describeMetrics({
  kube_cronjob_created: gauge("When a CronJob was made, in seconds since 1970.", { cronjob: OPEN }),
  kube_cronjob_status_last_successful_time: sometimes(
    "no backup was made yet",
    gauge(
      "When a CronJob last did what it is for, in seconds since 1970; there is none before the first time.",
      { cronjob: OPEN },
    ),
  ),
});
