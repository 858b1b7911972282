import { kubeStateMetrics as m } from "./exporters/kubeStateMetrics";
import { by, promql } from "./promql/promql";
import { formatDuration, parseDuration } from "./promql/duration";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Duration } from "./promql/units";

const JOB = { job: "kube-state-metrics" } as const;
const EACH = by("namespace", "pod", "container");
/** The containers of one name, whichever pods they are in: who dies again and again may do so in ever new ones. */
const OF_ONE_NAME = by("namespace", "container");

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

/** How long a container that waited for its next start is remembered: it waits for five minutes at the most. */
const LONGEST_WAIT: Duration = "6m";

/** What dies so seldom that an hour shows too little of it is seen over as many of its windows. */
const SLOWER = 6;

/**
 * Containers that end again and again, each within minutes, or after having run for longer than Kubernetes waits.
 *
 * The second is seen by restarts in each third of the window: whatever happens to all pods at once, as when a node starts
 * anew, and what takes some attempts until what it needs is there, is in one or two of them.
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
  // What happens between the last scrape of one third and the first of the next is in neither.
  const range = formatDuration(third + third / 20);
  const counter = where(m.kube_pod_container_status_restarts_total, JOB);
  const [one, two] = [formatDuration(third), formatDuration(2 * third)];
  return promql`
    sum by (${OF_ONE_NAME}) (increase(${counter}[${range}])) > 0
      and sum by (${OF_ONE_NAME}) (increase(${counter}[${range}] offset ${one})) > 0
      and sum by (${OF_ONE_NAME}) (increase(${counter}[${range}] offset ${two})) > 0`;
}

/** Of the pods whose containers were restarted within a window, why each ended last. */
export function lastEndOfRestarted(window: Duration) {
  return promql`${lastEnd.query("0s")} and on (namespace, pod, container) ${restarts.query(window)}`;
}

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
