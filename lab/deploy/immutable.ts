import { shrinkFault } from "../../infra/kubernetes/shrinking";
import { identityOf, type KubeObject } from "./object";

/** A StatefulSet, as far as the API server never changes it. */
export interface StatefulSetLike extends KubeObject {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** What a StatefulSet has once and for all. */
const FIXED = ["podManagementPolicy", "selector", "serviceName", "volumeClaimTemplates"] as const;

/** Whether a StatefulSet that is there has to go before it can be as it is wanted. */
export function mustBeReplaced(live: StatefulSetLike, wanted: StatefulSetLike): boolean {
  return FIXED.some((field) => !agrees(live.spec[field], wanted.spec[field]));
}

/** Whether a value says all that is wanted. The API server adds what it fills in itself. */
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

/** A claim, as far as its size goes. */
export interface ClaimLike extends KubeObject {
  readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
}

/** Why claims cannot be as they are wanted, in words: those that would shrink. */
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
