import { appLabels, type ComponentLabel } from "../objects/labels";
import type { PersistentVolumeClaim, WorkloadResource } from "../objects/kubernetes";

/**
 * The claim of each replica of a StatefulSet, under the name and as the StatefulSet itself would make it. Who makes
 * them first is of no matter: it takes those that are there. But it never changes one, and so a volume can only grow
 * through a claim that is ours.
 */
export function claimsOf(resource: WorkloadResource): readonly PersistentVolumeClaim[] {
  if (resource.kind !== "StatefulSet") return [];
  const { metadata, spec } = resource;
  const component = metadata.labels["app.kubernetes.io/component"] as ComponentLabel;
  return (spec.volumeClaimTemplates ?? []).flatMap((template) =>
    Array.from({ length: spec.replicas ?? 1 }, (_, ordinal): PersistentVolumeClaim => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: `${template.metadata?.name ?? ""}-${metadata.name}-${ordinal}`,
        namespace: metadata.namespace,
        labels: appLabels(metadata.name, component),
      },
      spec: template.spec ?? {},
    })),
  );
}
