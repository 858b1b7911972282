import { kubeStateMetrics as m } from "./exporters/kubeStateMetrics";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";

const JOB = { job: "kube-state-metrics" } as const;
const EACH = by("namespace", "pod", "container");

export const crashLooping = new Signal({
  title: "Crash loops",
  description:
    "Containers that ended again and again and wait for their next start: 1 for each, while it is so.",
  unit: "count",
  // Between two waits it runs for a moment, and would look well in a single scrape.
  query: (w) => promql`
    max by (${EACH}) (
      max_over_time(${where(m.kube_pod_container_status_waiting_reason, { ...JOB, reason: "CrashLoopBackOff" })}[${w}]))`,
});

export const restarts = new Signal({
  title: "Restarts",
  description: "Containers that were restarted, of those that were at all.",
  unit: "count",
  query: (w) => promql`
    sum by (${EACH}) (increase(${where(m.kube_pod_container_status_restarts_total, JOB)}[${w}])) > 0`,
});

export const lastEnd = new Signal({
  title: "Why containers ended",
  description:
    "Why each container that has ended before did so the last time. OOMKilled: it went over its memory limit.",
  unit: "count",
  query: () => promql`
    max by (${by("namespace", "pod", "container", "reason")}) (
      ${where(m.kube_pod_container_status_last_terminated_reason, JOB)}) > 0`,
});

export const readyContainers = new Signal({
  title: "Ready containers",
  description: "Containers that are ready, by namespace.",
  unit: "count",
  query: () =>
    promql`sum by (${by("namespace")}) (${where(m.kube_pod_container_status_ready, JOB)})`,
});

export const allContainers = new Signal({
  title: "Containers",
  description: "Containers there are, ready or not, by namespace.",
  unit: "count",
  query: () =>
    promql`count by (${by("namespace")}) (${where(m.kube_pod_container_status_ready, JOB)})`,
});

export const podPhases = new Signal({
  title: "Pods by phase",
  description: "Pods by phase: Pending is not started, Failed has ended badly.",
  unit: "count",
  query: () => promql`
    sum by (${by("namespace", "phase")}) (${where(m.kube_pod_status_phase, JOB)}) > 0`,
});
