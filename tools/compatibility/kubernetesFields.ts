/**
 * A field or an API version that Kubernetes added recently. Older API servers silently drop the field, or do not know
 * the kind.
 */
export interface LateField {
  /** The kind and the path of the field, with `[]` for list entries. A kind alone stands for its API version. */
  readonly field: string;
  /** The first minor version that accepts it without a feature gate. */
  readonly since: string;
  /** The file that sets it, relative to the project's folder. */
  readonly writtenIn: string;
  readonly source: string;
}

const GATES =
  "https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates-removed/";
const CHANGES =
  "https://github.com/kubernetes/kubernetes/blob/master/pkg/features/kube_features.go";
const MIGRATION = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/";

/**
 * Everything in rendered stacks that was added in Kubernetes 1.21 or later. The latest addition determines the minimum
 * version.
 */
export const LATE_FIELDS: readonly LateField[] = [
  {
    field: "Deployment.spec.template.spec.containers[].lifecycle.preStop.sleep",
    since: "1.30",
    writtenIn: "infra/kubernetes/pod.ts",
    source: CHANGES,
  },
  {
    field: "StatefulSet.spec.persistentVolumeClaimRetentionPolicy",
    since: "1.27",
    writtenIn: "infra/kubernetes/workload.ts",
    source: CHANGES,
  },
  {
    field: "PodDisruptionBudget.spec.unhealthyPodEvictionPolicy",
    since: "1.27",
    writtenIn: "infra/kubernetes/availability.ts",
    source: GATES,
  },
  {
    field: "CronJob.spec.timeZone",
    since: "1.25",
    writtenIn: "infra/kubernetes/workload.ts",
    source: GATES,
  },
  {
    field: "StatefulSet.spec.minReadySeconds",
    since: "1.23",
    writtenIn: "infra/kubernetes/workload.ts",
    source: GATES,
  },
  {
    field: "HorizontalPodAutoscaler",
    since: "1.23",
    writtenIn: "infra/kubernetes/autoscaler.ts",
    source: MIGRATION,
  },
  {
    field: "PodDisruptionBudget",
    since: "1.21",
    writtenIn: "infra/kubernetes/availability.ts",
    source: MIGRATION,
  },
  {
    field: "CronJob",
    since: "1.21",
    writtenIn: "infra/kubernetes/workload.ts",
    source: MIGRATION,
  },
];

/** The later of two minor versions, such as 1.9 and 1.30. */
export function later(one: string, other: string): string {
  return one.localeCompare(other, "en", { numeric: true }) < 0 ? other : one;
}
