import { isQuantity, mebibytesOf } from "../settings/quantity";

/**
 * Why a volume cannot be given a size, in words: Kubernetes has none shrink.
 * @param from its size until now. Both are in Kubernetes' notation; anything else is nothing that can be compared
 * @returns undefined where it can
 */
export function shrinkFault(what: string, from: unknown, to: unknown): string | undefined {
  if (!isQuantity(from) || !isQuantity(to) || mebibytesOf(to) >= mebibytesOf(from)) {
    return undefined;
  }
  return `${what} has ${from} and cannot be shrunk to ${to}: Kubernetes lets volumes grow alone. Set \`storage\` back to ${from} or more; for a smaller volume, move its data to a new one.`;
}
