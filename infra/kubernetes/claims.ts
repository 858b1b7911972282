import { appLabels, type ComponentLabel } from "../objects/labels";
import type { PersistentVolumeClaim, WorkloadResource } from "../objects/kubernetes";

/**
 * The claim of each replica of a StatefulSet, with the name and content that the StatefulSet itself would use. It does not
 * matter which creates them first, because a StatefulSet adopts existing claims. But it never changes one, so a volume can only
 * grow if its claim is in the stack.
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
