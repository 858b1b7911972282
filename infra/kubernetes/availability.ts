import type { StackConfig } from "../settings/schema";
import { hasLabels, selectorLabels } from "../objects/labels";
import { MONITORING } from "../objects/names";
import type { Server, Workload, Workloads } from "./server";
import type { PodDisruptionBudget, PodTemplate, PriorityClass } from "../objects/kubernetes";
import { eachChanged, isServer } from "./server";
import { withPodSpec } from "./workload";

export type AvailabilitySettings = StackConfig["availability"];
type Constraint = NonNullable<
  NonNullable<PodTemplate["spec"]>["topologySpreadConstraints"]
>[number];

/** The PriorityClass that the stack creates if it is configured; any other must exist already. */
export const OWN_PRIORITY_CLASS = "autodealgenie-monitoring";

/**
 * Makes workloads survive node maintenance and failures, as configured: a drain evicts one replica at a time, replicas are
 * spread, and on a full node the monitoring stays longer than what it monitors.
 */
export function available<P extends Workloads>(
  workloads: P,
  settings: AvailabilitySettings,
  monitoring: string = MONITORING,
): P {
  return eachChanged(workloads, (workload) =>
    // A scheduled job that is preempted runs later, so it must not preempt others.
    isServer(workload) ? withAvailability(workload, settings, monitoring) : workload,
  );
}

function withAvailability(
  server: Server,
  settings: AvailabilitySettings,
  monitoring: string,
): Server {
  const budgeted = settings.disruptionBudgets && isReplicated(server);
  return {
    ...server,
    resource: withPodSpec(server.resource, {
      ...(settings.spread !== "none" &&
        isReplicated(server) && { topologySpreadConstraints: spread(server, settings.spread) }),
      ...(settings.priorityClass !== undefined &&
        server.resource.metadata.namespace === monitoring && {
          priorityClassName: settings.priorityClass,
        }),
    }),
    ...(budgeted && { budget: budget(server) }),
  };
}

/** Whether a workload has several replicas, now or at the autoscaler's minimum. */
function isReplicated({ resource, autoscaler }: Server): boolean {
  return (autoscaler?.spec.minReplicas ?? resource.spec.replicas ?? 1) > 1;
}

function spread(
  { resource }: Server,
  strictness: Exclude<AvailabilitySettings["spread"], "none">,
): Constraint[] {
  const labelSelector = { matchLabels: { ...selectorLabels(resource.metadata.name) } };
  return [
    {
      maxSkew: 1,
      topologyKey: "kubernetes.io/hostname",
      whenUnsatisfiable: strictness === "required" ? "DoNotSchedule" : "ScheduleAnyway",
      labelSelector,
    },
    // Losing a zone must not prevent its replicas from being scheduled in the others.
    {
      maxSkew: 1,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector,
    },
  ];
}

function budget({ resource }: Server): PodDisruptionBudget {
  const { name, namespace, labels } = resource.metadata;
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name, namespace, labels },
    spec: {
      maxUnavailable: 1,
      selector: { matchLabels: { ...selectorLabels(name) } },
      // Pods that are not ready serve nobody, so they must not block a drain.
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    },
  };
}

/** The PriorityClass to create; none if the stack uses no class, or an existing one. */
export function ownPriorityClass({
  priorityClass,
}: AvailabilitySettings): PriorityClass | undefined {
  if (priorityClass !== OWN_PRIORITY_CLASS) return undefined;
  return {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: {
      name: OWN_PRIORITY_CLASS,
      labels: { ...selectorLabels(OWN_PRIORITY_CLASS), "app.kubernetes.io/managed-by": "pulumi" },
    },
    // Above the default of 0, and far below the cluster's own critical pods at 2000000000.
    value: 1_000_000,
    globalDefault: false,
    preemptionPolicy: "PreemptLowerPriority",
    description: "What watches AutoDealGenie: on a full node it outlives what it watches.",
  };
}

/**
 * Whether a server's disruption budget and autoscaler select its pods, and the Deployment starts with the autoscaler's minimum.
 */
export function availabilityFaults(workload: Workload): readonly string[] {
  if (!isServer(workload)) return [];
  const { resource, budget, autoscaler } = workload;
  const { namespace, name } = resource.metadata;
  const where = `${resource.kind} ${namespace}/${name}`;
  const faults: string[] = [];
  const labels = resource.spec.template.metadata?.labels ?? {};
  if (budget && !hasLabels(labels, budget.spec.selector?.matchLabels)) {
    faults.push(
      `PodDisruptionBudget ${namespace}/${budget.metadata.name} selects no pod of ${where}`,
    );
  }
  if (!autoscaler) return faults;
  const { scaleTargetRef } = autoscaler.spec;
  if (scaleTargetRef.kind !== resource.kind || scaleTargetRef.name !== name) {
    faults.push(
      `HorizontalPodAutoscaler ${namespace}/${autoscaler.metadata.name} scales ${scaleTargetRef.kind} ${scaleTargetRef.name}, which is not ${where}`,
    );
  }
  const { replicas } = resource.spec;
  if (replicas !== autoscaler.spec.minReplicas) {
    faults.push(
      `${where} has ${replicas ?? "no"} replicas, and its HorizontalPodAutoscaler begins with ${autoscaler.spec.minReplicas ?? 1}`,
    );
  }
  return faults;
}
