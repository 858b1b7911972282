import { shrinkFault } from "../../infra/kubernetes/shrinking";
import { identityOf, type KubeObject } from "./object";

/** A StatefulSet, reduced to its spec. */
export interface StatefulSetLike extends KubeObject {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The fields of a StatefulSet that the API server never changes. */
const FIXED = ["podManagementPolicy", "selector", "serviceName", "volumeClaimTemplates"] as const;

/** Whether an existing StatefulSet has to be deleted before the wanted one can be applied. */
export function mustBeReplaced(live: StatefulSetLike, wanted: StatefulSetLike): boolean {
  return FIXED.some((field) => !agrees(live.spec[field], wanted.spec[field]));
}

/** Whether a live value has everything that is wanted. The API server adds defaults. */
function agrees(live: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(live) &&
      live.length === wanted.length &&
      wanted.every((item, i) => agrees(live[i], item))
    );
  }
  if (typeof wanted !== "object" || wanted === null) return live === wanted;
  const there = (live ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).every(([key, value]) => agrees(there[key], value));
}

/** A claim, reduced to its size. */
export interface ClaimLike extends KubeObject {
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
}

/** A sentence for each claim that would have to shrink. */
export function shrinkFaults(
  live: readonly ClaimLike[],
  wanted: readonly ClaimLike[],
): readonly string[] {
  const there = new Map(live.map((claim) => [identityOf(claim), claim]));
  return wanted.flatMap((claim) => {
    const { namespace = "default", name } = claim.metadata;
    const from = there.get(identityOf(claim))?.spec.resources.requests.storage;
    const to = claim.spec.resources.requests.storage;
    return shrinkFault(`PersistentVolumeClaim ${namespace}/${name}`, from, to) ?? [];
  });
}
