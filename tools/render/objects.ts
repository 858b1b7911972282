import type { Registered } from "./mocks";

/** A Kubernetes object with its final inputs. */
export interface KubernetesManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    /** Missing for cluster-scoped kinds: Namespace, CustomResourceDefinition. */
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Kinds that others depend on come first. Kinds that are not listed come last. */
const ORDER = [
  "Namespace",
  "CustomResourceDefinition",
  "PriorityClass",
  "ServiceAccount",
  "ClusterRole",
  "ClusterRoleBinding",
  "Role",
  "RoleBinding",
  "ConfigMap",
  "Secret",
  "PersistentVolumeClaim",
  "Issuer",
  "Certificate",
  "Service",
  "Ingress",
  "NetworkPolicy",
  "StatefulSet",
  "Deployment",
  "CronJob",
  "PodDisruptionBudget",
  "HorizontalPodAutoscaler",
  "ServiceMonitor",
  "ScrapeConfig",
  "PrometheusRule",
  "AlertmanagerConfig",
];

/** The Kubernetes objects among registered resources, in an order in which they can be applied. */
export function manifestsOf(registered: readonly Registered[]): readonly KubernetesManifest[] {
  return registered
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => inputs as unknown as KubernetesManifest)
    .sort((a, b) => rank(a) - rank(b) || (manifestPath(a) < manifestPath(b) ? -1 : 1));
}

function rank({ kind }: KubernetesManifest): number {
  const index = ORDER.indexOf(kind);
  return index === -1 ? ORDER.length : index;
}

/** The path of an object in a rendered folder. */
export function manifestPath({ kind, metadata: { namespace, name } }: KubernetesManifest): string {
  return `manifests/${[kind, ...(namespace === undefined ? [] : [namespace]), name].join("-")}.yaml`;
}

/** The autoscaler of a workload among some objects, if there is one. */
export function autoscalerOf<O extends Pick<KubernetesManifest, "kind" | "metadata">>(
  { kind, metadata }: Pick<KubernetesManifest, "kind" | "metadata">,
  objects: readonly O[],
): O | undefined {
  return objects.find((each) => {
    if (each.kind !== "HorizontalPodAutoscaler") return false;
    const { scaleTargetRef: target } = (each as unknown as Scaling).spec;
    const here = each.metadata.namespace === metadata.namespace;
    return here && target.kind === kind && target.name === metadata.name;
  });
}

interface Scaling {
  readonly spec: { readonly scaleTargetRef: { readonly kind: string; readonly name: string } };
}
