import { kubeStateMetrics as m } from "./exporters/kubeStateMetrics";
import { by, promql } from "./promql/promql";
import { formatDuration, parseDuration } from "./promql/duration";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Duration } from "./promql/units";

const JOB = { job: "kube-state-metrics" } as const;
const EACH = by("namespace", "pod", "container");
/**
 * The containers of one name, in whatever pods: a container that dies again and again may do so in a new pod each time.
 */
const OF_ONE_NAME = by("namespace", "container");

export const crashLooping = new Signal({
  title: "Crash loops",
  description: "Containers that keep failing and are waiting for their next start: 1 for each.",
  unit: "count",
  // Between two waits the container runs for a moment, so a single scrape may show it running.
  query: (w) => promql`
    max by (${EACH}) (
      max_over_time(${where(m.kube_pod_container_status_waiting_reason, { ...JOB, reason: "CrashLoopBackOff" })}[${w}]))`,
});

/** How long a container that waited for a restart is remembered; Kubernetes makes it wait for five minutes at most. */
const LONGEST_WAIT: Duration = "6m";

/** Restarts that are too rare for an hour to show enough of them are counted over this many of its windows. */
const SLOWER = 6;

/**
 * Containers that end again and again, either within minutes each time, or after running for longer than Kubernetes
 * waits before a restart.
 *
 * The second kind shows as restarts in each third of the window. Events that hit all pods at once, such as a node
 * restart, and containers that need a few attempts until a dependency is up, show in only one or two thirds.
 */
export function endsAgainAndAgain(window: Duration) {
  const waits = promql`max by (${OF_ONE_NAME}) (${crashLooping.query(LONGEST_WAIT)}) > 0`;
  const longer = formatDuration(SLOWER * parseDuration(window));
  return new Condition(
    promql`${waits} or ${restartedThroughout(window)} or ${restartedThroughout(longer)}`,
    "count",
    `a container waits for its next start again and again, or was restarted in each third of the last ${window}, or of the last ${longer}`,
    [crashLooping, restarts],
  );
}

function restartedThroughout(window: Duration) {
  const third = parseDuration(window) / 3;
  // Slightly longer than a third: otherwise a restart between the last scrape of one third and the first of the next
  // would be in neither.
  const range = formatDuration(third + third / 20);
  const counter = where(m.kube_pod_container_status_restarts_total, JOB);
  const [one, two] = [formatDuration(third), formatDuration(2 * third)];
  return promql`
    sum by (${OF_ONE_NAME}) (increase(${counter}[${range}])) > 0
      and sum by (${OF_ONE_NAME}) (increase(${counter}[${range}] offset ${one})) > 0
      and sum by (${OF_ONE_NAME}) (increase(${counter}[${range}] offset ${two})) > 0`;
}

/** Why each container ended last, for the pods whose containers were restarted within a window. */
export function lastEndOfRestarted(window: Duration) {
  return promql`${lastEnd.query("0s")} and on (namespace, pod, container) ${restarts.query(window)}`;
}

export const restarts = new Signal({
  title: "Restarts",
  description: "Restarts of each container; empty if there are none.",
  unit: "count",
  query: (w) => promql`
    sum by (${EACH}) (increase(${where(m.kube_pod_container_status_restarts_total, JOB)}[${w}])) > 0`,
});

export const lastEnd = new Signal({
  title: "Why containers ended",
  description:
    "Why each restarted container last terminated. OOMKilled: it exceeded its memory limit.",
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
  description: "Pods by phase. Pending: not started yet. Failed: terminated with an error.",
  unit: "count",
  query: () => promql`
    sum by (${by("namespace", "phase")}) (${where(m.kube_pod_status_phase, JOB)}) > 0`,
});
