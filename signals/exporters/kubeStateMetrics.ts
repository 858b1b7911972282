import { counter, describeMetrics, gauge, OPEN, sometimes } from "../../service/metrics/define";

/**
 * The metrics of kube-state-metrics 2.15 to 2.20 that we read. Their labels `namespace`, `pod` and `container` identify
 * the object reported on, not kube-state-metrics itself.
 */
export const kubeStateMetrics = describeMetrics({
  kube_pod_container_status_waiting_reason: sometimes(
    "no container waits",
    gauge("1 for the reason why a container is waiting, such as CrashLoopBackOff.", {
      reason: OPEN,
    }),
    { with: "kube_pod_container_status_ready" },
  ),
  kube_pod_container_status_restarts_total: counter("Restarts of a container.", {}),
  kube_pod_container_status_last_terminated_reason: sometimes(
    "no container has ended",
    gauge("1 for the reason why a container last terminated, such as OOMKilled.", {
      reason: OPEN,
    }),
    { with: "kube_pod_container_status_ready" },
  ),
  kube_pod_init_container_status_waiting_reason: sometimes(
    "no container waits",
    gauge("1 for the reason why an init container is waiting, such as ImagePullBackOff.", {
      reason: OPEN,
    }),
  ),
  kube_pod_status_unschedulable: sometimes(
    "every pod has a node",
    gauge("1 for a pod that cannot be scheduled on any node; missing for others.", {}),
  ),
  kube_pod_container_resource_requests: gauge("Requested amount of a resource, by container.", {
    node: OPEN,
    resource: ["cpu", "memory", "ephemeral_storage"],
    unit: ["core", "byte"],
  }),
  kube_pod_container_status_ready: gauge("1 if a container is ready, 0 if not.", {}),
  kube_pod_status_phase: gauge("1 for the current phase of a pod, 0 for the others.", {
    phase: ["Pending", "Running", "Succeeded", "Failed", "Unknown"],
  }),
});

/** The metrics of Deployments and StatefulSets: how many pods they ask for, and how many exist. */
export const workloadMetrics = describeMetrics({
  kube_deployment_spec_replicas: gauge("Desired pods of a Deployment.", { deployment: OPEN }),
  kube_deployment_status_replicas_available: gauge("Available pods of a Deployment.", {
    deployment: OPEN,
  }),
  kube_deployment_status_replicas_unavailable: gauge(
    "Missing or unready pods of a Deployment, including during a rollout.",
    { deployment: OPEN },
  ),
  kube_deployment_status_replicas_updated: gauge("Pods that already have the current template.", {
    deployment: OPEN,
  }),
  kube_deployment_status_condition: gauge(
    "1 for the current status of a Deployment's condition, such as Progressing, 0 for the others.",
    { deployment: OPEN, condition: OPEN, status: ["true", "false", "unknown"] },
  ),
  kube_statefulset_replicas: gauge("Desired pods of a StatefulSet.", { statefulset: OPEN }),
  kube_statefulset_status_replicas_ready: gauge("Ready pods of a StatefulSet.", {
    statefulset: OPEN,
  }),
  kube_statefulset_status_replicas_updated: gauge("Pods that already have the current template.", {
    statefulset: OPEN,
  }),
});

/** The metrics of CronJobs, which only a stack with backups has. */
export const cronJobMetrics = describeMetrics({
  kube_cronjob_created: gauge("When a CronJob was created, in seconds since 1970.", {
    cronjob: OPEN,
  }),
  kube_cronjob_spec_suspend: gauge("1 if a CronJob is suspended, 0 if not.", {
    cronjob: OPEN,
  }),
  kube_cronjob_status_last_successful_time: sometimes(
    "no backup was made yet",
    gauge("When a CronJob last succeeded, in seconds since 1970; missing before the first time.", {
      cronjob: OPEN,
    }),
  ),
});
