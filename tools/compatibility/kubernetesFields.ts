/** What an object of Kubernetes has of late: older API servers drop it without a word, or know no such kind. */
export interface LateField {
  /** Its kind with the path of the field, a list's entries as `[]`; a kind alone stands for its version of the API. */
  readonly field: string;
  /** The first minor version that takes it with no feature gate set. */
  readonly since: string;
  /** Where it is written, from the project's folder. */
  readonly writtenIn: string;
  readonly source: string;
}

const GATES =
  "https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates-removed/";
const CHANGES =
  "https://github.com/kubernetes/kubernetes/blob/master/pkg/features/kube_features.go";
const MIGRATION = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/";

/** Of what stacks render, what came with Kubernetes 1.21 or later: the last decides which is the least that works. */
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
