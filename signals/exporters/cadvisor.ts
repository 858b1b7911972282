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
    "Memory that a container cannot be made to give back: what its limit is compared with.",
    ONE,
  ),
  container_spec_memory_limit_bytes: limit("A container's memory limit; 0 is no limit.", ONE),
  container_cpu_usage_seconds_total: counter("CPU time that a container has used.", {
    ...ONE,
    cpu: ["total"],
  }),
  // The backend's containers always have a limit.
  container_spec_cpu_quota: gauge(
    "CPU time, in microseconds, that a container may use in each period; absent without a limit.",
    ONE,
  ),
  container_spec_cpu_period: gauge("The length, in microseconds, of those periods.", ONE),
  container_cpu_cfs_periods_total: sometimes(
    "no container has a CPU limit",
    counter("Periods in which a limited container ran.", ONE),
  ),
  container_cpu_cfs_throttled_periods_total: sometimes(
    "no container has a CPU limit",
    counter("Periods in which a container was made to wait by its CPU limit.", ONE),
  ),
});
