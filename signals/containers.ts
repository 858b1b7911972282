import { cadvisor as m } from "./exporters/cadvisor";
import { kubeStateMetrics } from "./exporters/kubeStateMetrics";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { percent } from "./promql/units";

const JOB = { job: "cadvisor" } as const;
const memory = where(m.container_memory_working_set_bytes, JOB);
const memoryLimit = where(m.container_spec_memory_limit_bytes, JOB);
const cpu = where(m.container_cpu_usage_seconds_total, { ...JOB, cpu: "total" });
const quota = where(m.container_spec_cpu_quota, JOB);
const period = where(m.container_spec_cpu_period, JOB);

/** The labels that identify a container. */
const EACH = by("namespace", "pod", "container");

export const memoryShare = new Signal({
  title: "Memory of its limit",
  description:
    "Working set memory of each container as a share of its limit; at 100 % it is killed. Only for containers with a limit.",
  unit: "ratio",
  // Divided cgroup by cgroup, because a restarted container briefly has two. A limit of 0 means no limit.
  query: () => promql`max by (${EACH}) (${memory} / (${memoryLimit} > 0))`,
});

export const memoryUse = new Signal({
  title: "Memory",
  description: "Working set memory of each container.",
  unit: "bytes",
  query: () => promql`max by (${EACH}) (${memory})`,
});

export const cpuShare = new Signal({
  title: "CPU of its limit",
  description:
    "CPU time of each container as a share of its limit; at 100 % it is throttled. Only for containers with a limit.",
  unit: "ratio",
  query: (w) => promql`
    max by (${EACH}) (rate(${cpu}[${w}]) / ignoring (cpu) (${quota} / (${period} > 0) > 0))`,
});

export const cpuUse = new Signal({
  title: "CPU",
  description: "CPU cores that each container uses.",
  unit: "count",
  query: (w) => promql`max by (${EACH}) (rate(${cpu}[${w}]))`,
});

/** What each container requests. A pod of a StatefulSet that moves is briefly reported on both nodes. */
const requested = (resource: "cpu" | "memory") =>
  promql`
    max by (${EACH}) (${where(kubeStateMetrics.kube_pod_container_resource_requests, { job: "kube-state-metrics", resource })}) > 0`;

export const memoryOfRequest = new Signal({
  title: "Memory of its request",
  description:
    "Working set memory of each container as a share of its request. If a node runs out of memory, pods that use more than their requests are evicted first.",
  unit: "ratio",
  query: () => promql`max by (${EACH}) (${memory}) / ${requested("memory")}`,
});

export const cpuOfRequest = new Signal({
  title: "CPU of its request",
  description:
    "CPU time of each container as a share of its request. If a node runs out of CPU time, a container is only sure to get 100 %.",
  unit: "ratio",
  query: (w) => promql`max by (${EACH}) (rate(${cpu}[${w}])) / ${requested("cpu")}`,
});

/** The share of throttled periods at which the Kubernetes mixin's CPUThrottlingHigh fires. */
export const RAISED_THROTTLING = percent(25);
export const HIGH_THROTTLING = percent(50);

export const throttledShare = new Signal({
  title: "Throttled",
  description:
    "Share of the CPU periods in which each container was throttled. Only for containers with a limit.",
  unit: "ratio",
  query: (w) => promql`
    max by (${EACH}) (
      rate(${where(m.container_cpu_cfs_throttled_periods_total, JOB)}[${w}])
        / (rate(${where(m.container_cpu_cfs_periods_total, JOB)}[${w}]) > 0))`,
});
