import { isQuantity, mebibytesOf } from "../settings/quantity";

/*
 * Kubernetes only lets volumes grow, and its API server rejects smaller ones late and with an unhelpful message. These
 * checks find them earlier, from the first to the last:
 *
 * 1. tools/review reports them when it compares two versions.
 * 2. infra/policy-pack cannot see the previous state. It checks that each volume has a claim in the stack, because only
 *    the sizes of claims can be compared.
 * 3. tools/guard rejects the preview, before anybody deploys.
 * 4. infra/components/volumeClaims.ts rejects the change inside Pulumi's engine.
 * 5. lab/deploy/apply.ts does the same for kubectl.
 */

export const GROWS_ALONE = "Kubernetes only lets volumes grow";

/** Whether one size is smaller than another. Invalid sizes are never smaller. */
export function isSmaller(size: unknown, than: unknown): boolean {
  return isQuantity(size) && isQuantity(than) && mebibytesOf(size) < mebibytesOf(than);
}

/** How to fix a volume that would shrink. @param from its current size */
export function keepSize(from: unknown): string {
  return `Set \`storage\` back to ${String(from)} or more; for a smaller volume, move its data to a new one.`;
}

/** Why a volume cannot get a size. @param from its current size @returns undefined if it can */
export function shrinkFault(what: string, from: unknown, to: unknown): string | undefined {
  if (!isSmaller(to, from)) return undefined;
  return `${what} has ${String(from)} and cannot be shrunk to ${String(to)}: ${GROWS_ALONE}. ${keepSize(from)}`;
}
