import { Provider, type ProviderArgs } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";

import type { PersistentVolumeClaim } from "../objects/kubernetes";
import { register } from "../kubernetes/register";
import { shrinkFault } from "../kubernetes/shrinking";

export interface VolumeClaimsArgs {
  readonly claims: readonly PersistentVolumeClaim[];
  /** What has to be there before any of them: their namespaces. */
  readonly after: readonly pulumi.Resource[];
  /** What may object to a change of one: see growsAlone(). Left out: nothing does, but the API server. */
  readonly guard?: pulumi.ResourceHook | undefined;
  /** Which cluster they are in. @default the current one of the kubeconfig */
  readonly cluster?: Pick<ProviderArgs, "kubeconfig" | "context">;
}

/** What Kubernetes settles once and for all: whatever a stack says later is for the volumes that come after. */
const SETTLED = ["spec.accessModes", "spec.storageClassName", "spec.volumeMode"];

const ANNOTATIONS = {
  // It would wait for a pod, where its class binds only then, and the pod waits for its claim.
  "pulumi.com/skipAwait": "true",
  // The StatefulSet, which made it, says its size, too.
  "pulumi.com/patchForce": "true",
};

/**
 * The claims of the StatefulSets' volumes, which so grow with their settings. None is ever deleted: not with its
 * replica, nor with the stack.
 */
export class VolumeClaims extends pulumi.ComponentResource {
  constructor(
    name: string,
    { claims, after, guard, cluster }: VolumeClaimsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("autodealgenie:monitoring:VolumeClaims", name, {}, opts);
    // Those that a StatefulSet has made, or that were kept, are taken over; nothing else may be taken for ours.
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

/** Refuses each change that would have a claim shrink, in previews already. Only where an engine runs the program. */
export function growsAlone(): pulumi.ResourceHook {
  return new pulumi.ResourceHook("volumes-grow-alone", refuseToShrink, { onDryRun: true });
}

/**
 * The layer in Pulumi's engine: see infra/kubernetes/shrinking.ts.
 * @throws pulumi.RunError where a claim would get less than it has
 */
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
