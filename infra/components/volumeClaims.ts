import { Provider, type ProviderArgs } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import type { PersistentVolumeClaim } from "../objects/kubernetes";
import { register } from "../kubernetes/register";
import { shrinkFault } from "../kubernetes/shrinking";

export interface VolumeClaimsArgs {
  readonly claims: readonly PersistentVolumeClaim[];
  /** What must exist first: the namespaces. */
  readonly after: readonly pulumi.Resource[];
  /** A check that may reject a change of a claim: see growsAlone(). Left out: only the API server checks. */
  readonly guard?: pulumi.ResourceHook | undefined;
  /** The cluster of the claims. @default the current one of the kubeconfig */
  readonly cluster?: Pick<ProviderArgs, "kubeconfig" | "context">;
}

/** Fields that Kubernetes never changes: later settings only apply to new volumes. */
const SETTLED = ["spec.accessModes", "spec.storageClassName", "spec.volumeMode"];

const ANNOTATIONS = {
  // Otherwise Pulumi would wait for a pod, if the class binds on first use, while the pod waits for its claim.
  "pulumi.com/skipAwait": "true",
  // The StatefulSet that created it also sets its size.
  "pulumi.com/patchForce": "true",
};

/**
 * The claims of the StatefulSets' volumes, so that changed settings can enlarge them. None is ever deleted, neither with its
 * replica nor with the stack.
 */
export class VolumeClaims extends pulumi.ComponentResource {
  constructor(
    name: string,
    { claims, after, guard, cluster }: VolumeClaimsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("autodealgenie:monitoring:VolumeClaims", name, {}, opts);
    // Claims that a StatefulSet created, or that were retained, are adopted. Nothing else may be adopted.
    const provider = new Provider(
      "kubernetes-claims",
      { ...cluster, upsertExistingObjects: true },
      { parent: this },
    );
    for (const claim of claims) {
      const annotations = { ...claim.metadata.annotations, ...ANNOTATIONS };
      register(
        { ...claim, metadata: { ...claim.metadata, annotations } },
        {
          parent: this,
          provider,
          dependsOn: [...after],
          retainOnDelete: true,
          ignoreChanges: SETTLED,
          ...(guard && { hooks: { beforeUpdate: [guard] } }),
        },
      );
    }
    this.registerOutputs({});
  }
}

/** Rejects every change that would shrink a claim, also in previews. Only used with Pulumi's engine. */
export function growsAlone(): pulumi.ResourceHook {
  return new pulumi.ResourceHook("volumes-grow-alone", refuseToShrink, { onDryRun: true });
}

/** The check inside Pulumi's engine: see infra/kubernetes/shrinking.ts. @throws pulumi.RunError if a claim would shrink */
export function refuseToShrink(args: pulumi.ResourceHookArgs): void {
  const { metadata, spec } = args.oldInputs as PersistentVolumeClaim;
  const wanted = (args.newInputs as PersistentVolumeClaim).spec;
  const fault = shrinkFault(
    `PersistentVolumeClaim ${metadata.namespace}/${metadata.name}`,
    spec.resources?.requests?.storage,
    wanted.resources?.requests?.storage,
  );
  if (fault !== undefined) throw new pulumi.RunError(fault);
}
