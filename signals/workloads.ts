import { kubeStateMetrics as m, workloadMetrics as w } from "./exporters/kubeStateMetrics";
import { OURS } from "./namespaces";
import { by, promql } from "./promql/promql";
import type { Query } from "./promql/promql";
import { labelled, renamed } from "./promql/renamed";
import { not, where } from "./promql/selector";
import type { Plain } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import type { Duration } from "./promql/units";

const JOB = { job: "kube-state-metrics", namespace: OURS } as const;

/**
 * Missing pods are judged by the share of time, not by the last sample: a pod that is ready once in a while would
 * otherwise restart the alert's `for` each time.
 */
const WINDOW = "10m";
const STEP = "30s";
const STEPS = 20;
const MOST = 0.5;

/**
 * The percentage of the wait for which a workload must have no ready pod: one that is ready for a moment once in a while
 * counts as having none.
 */
const NEARLY_ALWAYS = 85;

type Each = "namespace" | "workload";
type Of<K extends string> = Plain<Readonly<Record<K, null>>>;

const DEPLOYMENT = by("namespace", "deployment");
const STATEFUL_SET = by("namespace", "statefulset");

/** Both kinds of workload under one label, for alerts that apply to either. */
function workloads(
  deployments: Query<"namespace" | "deployment">,
  statefulSets: Query<"namespace" | "statefulset">,
): Query<Each> {
  return promql`
    ${renamed(deployments, "deployment", "workload")}
      or ${renamed(statefulSets, "statefulset", "workload")}`;
}

function ofEach(deployment: Of<"deployment">, statefulSet: Of<"statefulset">): Query<Each> {
  return workloads(
    promql`max by (${DEPLOYMENT}) (${where(deployment, JOB)})`,
    promql`max by (${STATEFUL_SET}) (${where(statefulSet, JOB)})`,
  );
}

export const askedPods = new Signal({
  title: "Pods asked for",
  description: "Pods that each Deployment and StatefulSet requests.",
  unit: "count",
  query: () => ofEach(w.kube_deployment_spec_replicas, w.kube_statefulset_replicas),
});

export const readyPods = new Signal({
  title: "Pods that are ready",
  description: "Pods of each Deployment and StatefulSet that are ready.",
  unit: "count",
  query: () =>
    ofEach(w.kube_deployment_status_replicas_available, w.kube_statefulset_status_replicas_ready),
});

export const updatedPods = new Signal({
  title: "Pods as declared",
  description: "Pods of each Deployment and StatefulSet that are up to date.",
  unit: "count",
  query: () =>
    ofEach(w.kube_deployment_status_replicas_updated, w.kube_statefulset_status_replicas_updated),
});

export const missingPods = new Signal({
  title: "Pods that are missing",
  description: "Requested pods of each Deployment and StatefulSet that are not ready.",
  unit: "count",
  query: () => promql`${askedPods.query("0s")} - ${readyPods.query("0s")}`,
});

const deployment = (metric: Of<"deployment">) => where(metric, JOB);
const statefulSet = (metric: Of<"statefulset">) => where(metric, JOB);

/** Workloads that run fewer pods than they ask for, or whose rollout does not finish, for most of the last minutes. */
export function degraded(): Condition<Each, "count"> {
  const asked = deployment(w.kube_deployment_spec_replicas);
  const stuck = where(w.kube_deployment_status_condition, {
    ...JOB,
    condition: "Progressing",
    status: "false",
  });
  // A rollout that adds pods before it removes any has all the pods that it asks for, plus one that never becomes
  // ready.
  const deployments = promql`
    max by (${DEPLOYMENT}) (${asked} - ${deployment(w.kube_deployment_status_replicas_available)}) > 0
      or max by (${DEPLOYMENT}) (${asked} - ${deployment(w.kube_deployment_status_replicas_updated)}) > 0
      or max by (${DEPLOYMENT}) (${deployment(w.kube_deployment_status_replicas_unavailable)}) > 0
      or max by (${DEPLOYMENT}) (${stuck}) > 0`;
  const wanted = statefulSet(w.kube_statefulset_replicas);
  const statefulSets = promql`
    max by (${STATEFUL_SET}) (${wanted} - ${statefulSet(w.kube_statefulset_status_replicas_ready)}) > 0
      or max by (${STATEFUL_SET}) (${wanted} - ${statefulSet(w.kube_statefulset_status_replicas_updated)}) > 0`;
  return new Condition(
    promql`count_over_time(${workloads(deployments, statefulSets)}[${WINDOW}:${STEP}]) / ${STEPS} > ${MOST}`,
    "count",
    `most of the last ${WINDOW} *${missingPods.title}* above 0, or a rollout not at its end`,
    [missingPods],
  );
}

/**
 * Workloads that ask for pods and have none ready, most of a window.
 *
 * @param others workloads for which other alerts report that
 */
export function noneLeft(others: readonly string[], window: Duration): Condition<Each, "count"> {
  const asked = {
    deployments: where(w.kube_deployment_spec_replicas, { ...JOB, deployment: not(...others) }),
    statefulSets: where(w.kube_statefulset_replicas, { ...JOB, statefulset: not(...others) }),
  };
  const query = workloads(
    promql`max by (${DEPLOYMENT}) (${asked.deployments} > 0 and ${deployment(w.kube_deployment_status_replicas_available)} == 0)`,
    promql`max by (${STATEFUL_SET}) (${asked.statefulSets} > 0 and ${statefulSet(w.kube_statefulset_status_replicas_ready)} == 0)`,
  );
  return new Condition(
    query,
    "count",
    `*${readyPods.title}* is 0 where *${askedPods.title}* is not, but of ${others.join(", ")}`,
    [readyPods, askedPods],
  ).mostOf(window, NEARLY_ALWAYS);
}

/** Why pods wait, only for pods that do. */
export function waitingPods(): Query<"namespace" | "pod" | "reason"> {
  const each = by("namespace", "pod", "reason");
  const unscheduled = promql`
    max by (${by("namespace", "pod")}) (${where(m.kube_pod_status_unschedulable, JOB)}) > 0`;
  return promql`
    max by (${each}) (${where(m.kube_pod_container_status_waiting_reason, JOB)}) > 0
      or max by (${each}) (${where(m.kube_pod_init_container_status_waiting_reason, JOB)}) > 0
      or ${labelled(unscheduled, "reason", "Unschedulable")}`;
}
