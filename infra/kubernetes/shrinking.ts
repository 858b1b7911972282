import { isQuantity, mebibytesOf } from "../settings/quantity";

/*
 * Kubernetes lets volumes grow alone, and its API server says so late and in no helpful words. What would have one
 * shrink is found by these, from the earliest to the last:
 *
 * 1. tools/review tells of it, as one version is compared with another.
 * 2. infra/policy-pack is shown no earlier state; it holds that each volume has a claim of the stack's own, for the
 *    sizes of these alone can be compared.
 * 3. tools/guard refuses the preview, before anybody deploys.
 * 4. infra/components/volumeClaims.ts refuses inside of Pulumi's engine, whoever deploys.
 * 5. lab/deploy/apply.ts does the same where kubectl deploys.
 */

export const GROWS_ALONE = "Kubernetes lets volumes grow alone";

/** Whether one size is less than another. What is no size in Kubernetes' notation cannot be compared, and is not. */
export function isSmaller(size: unknown, than: unknown): boolean {
  return isQuantity(size) && isQuantity(than) && mebibytesOf(size) < mebibytesOf(than);
}

/** What to do where a volume would shrink. @param from its size until now */
export function keepSize(from: unknown): string {
  return `Set \`storage\` back to ${String(from)} or more; for a smaller volume, move its data to a new one.`;
}

/**
 * Why a volume cannot be given a size, in words.
 * @param from its size until now
 * @returns undefined where it can
 */
export function shrinkFault(what: string, from: unknown, to: unknown): string | undefined {
  if (!isSmaller(to, from)) return undefined;
  return `${what} has ${String(from)} and cannot be shrunk to ${String(to)}: ${GROWS_ALONE}. ${keepSize(from)}`;
}
