import {
  counter,
  describeMetrics,
  gauge,
  limit,
  OPEN,
  sometimes,
} from "../../service/metrics/define";

/** A restarted container briefly has two series, which differ in their cgroups. */
const ONE = { id: OPEN } as const;

/**
 * The metrics of containers from the kubelet's cAdvisor (Kubernetes 1.34) that we read. Their labels `namespace`, `pod`
 * and `container` name the measured container; the sums of a whole pod are dropped.
 */
export const cadvisor = describeMetrics({
  container_memory_working_set_bytes: gauge(
    "Memory of a container that cannot be reclaimed, which counts towards its limit.",
    ONE,
  ),
  container_spec_memory_limit_bytes: limit("Memory limit of a container; 0 means no limit.", ONE),
  container_cpu_usage_seconds_total: counter("CPU time that a container has used.", {
    ...ONE,
    cpu: ["total"],
  }),
  // The backend's containers always have a limit.
  container_spec_cpu_quota: gauge(
    "CPU time that a container may use in each period, in microseconds; missing without a limit.",
    ONE,
  ),
  container_spec_cpu_period: gauge("Length of a CPU period, in microseconds.", ONE),
  container_cpu_cfs_periods_total: sometimes(
    "no container has a CPU limit",
    counter("Periods in which a container with a CPU limit ran.", ONE),
  ),
  container_cpu_cfs_throttled_periods_total: sometimes(
    "no container has a CPU limit",
    counter("Periods in which a container was throttled by its CPU limit.", ONE),
  ),
});
