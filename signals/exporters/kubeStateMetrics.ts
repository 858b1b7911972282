import { counter, describeMetrics, gauge, OPEN, sometimes } from "../../service/metrics/define";

/**
 * The metrics of kube-state-metrics 2.15 to 2.20 that we read. Their labels `namespace`, `pod` and `container` identify
 * the object reported on, not kube-state-metrics itself.
 */
export const kubeStateMetrics = describeMetrics({
  kube_pod_container_status_waiting_reason: sometimes(
    "no container waits",
    gauge("1 for the reason, such as CrashLoopBackOff, for which a container waits.", {
      reason: OPEN,
    }),
    { with: "kube_pod_container_status_ready" },
  ),
  kube_pod_container_status_restarts_total: counter("Times that a container was restarted.", {}),
  kube_pod_container_status_last_terminated_reason: sometimes(
    "no container has ended",
    gauge("1 for the reason, such as OOMKilled, for which a container ended the last time.", {
      reason: OPEN,
    }),
    { with: "kube_pod_container_status_ready" },
  ),
  kube_pod_init_container_status_waiting_reason: sometimes(
    "no container waits",
    gauge(
      "1 for the reason, such as ImagePullBackOff, for which a container waits that is to end before the others start.",
      { reason: OPEN },
    ),
  ),
  kube_pod_status_unschedulable: sometimes(
    "every pod has a node",
    gauge("1 for a pod that no node has room for, or may have; there is none for others.", {}),
  ),
  kube_pod_container_resource_requests: gauge(
    "What a container asks for of a resource; the scheduler sets as much aside on its node.",
    {
      node: OPEN,
      resource: ["cpu", "memory", "ephemeral_storage"],
      unit: ["core", "byte"],
    },
  ),
  kube_pod_container_status_ready: gauge("1 where a container is ready, 0 where it is not.", {}),
  kube_pod_status_phase: gauge("1 for the phase that a pod is in, 0 for every other.", {
    phase: ["Pending", "Running", "Succeeded", "Failed", "Unknown"],
  }),
});

/** The metrics of Deployments and StatefulSets: how many pods they ask for, and how many exist. */
export const workloadMetrics = describeMetrics({
  kube_deployment_spec_replicas: gauge("Pods that a Deployment asks for.", { deployment: OPEN }),
  kube_deployment_status_replicas_available: gauge("Its pods that are ready, and have been.", {
    deployment: OPEN,
  }),
  kube_deployment_status_replicas_unavailable: gauge(
    "Its pods that are missing or not ready, those of a rollout included.",
    { deployment: OPEN },
  ),
  kube_deployment_status_replicas_updated: gauge("Its pods that are as it now declares them.", {
    deployment: OPEN,
  }),
  kube_deployment_status_condition: gauge(
    "1 for what a Deployment's condition, such as Progressing, says, 0 for every other.",
    { deployment: OPEN, condition: OPEN, status: ["true", "false", "unknown"] },
  ),
  kube_statefulset_replicas: gauge("Pods that a StatefulSet asks for.", { statefulset: OPEN }),
  kube_statefulset_status_replicas_ready: gauge("Its pods that are ready.", { statefulset: OPEN }),
  kube_statefulset_status_replicas_updated: gauge("Its pods that are as it now declares them.", {
    statefulset: OPEN,
  }),
});

/** The metrics of CronJobs, which only a stack with backups has. */
export const cronJobMetrics = describeMetrics({
  kube_cronjob_created: gauge("When a CronJob was made, in seconds since 1970.", { cronjob: OPEN }),
  kube_cronjob_spec_suspend: gauge("1 for a CronJob that is told to start nothing, 0 for others.", {
    cronjob: OPEN,
  }),
  kube_cronjob_status_last_successful_time: sometimes(
    "no backup was made yet",
    gauge(
      "When a CronJob last did what it is for, in seconds since 1970; there is none before the first time.",
      { cronjob: OPEN },
    ),
  ),
});
