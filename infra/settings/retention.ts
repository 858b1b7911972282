import type { StackConfig } from "./schema";
import { mebibytesOf, type Quantity } from "./quantity";

/**
 * Prometheus's storage documentation recommends at most 80-85 % of the volume: the write-ahead log and blocks being
 * compacted need additional space.
 */
const RETAINED_SHARE = 0.85;

/** The most that may be retained on a volume, in whole mebibytes. */
export function mostRetained(storage: Quantity): number {
  return Math.floor(mebibytesOf(storage) * RETAINED_SHARE);
}

/** The retention size in whole mebibytes: the stack's setting, or as much as its volume allows. */
export function retainedMebibytes({
  storage,
  retentionSize,
}: Pick<StackConfig["prometheus"], "storage" | "retentionSize">): number {
  return retentionSize === undefined ? mostRetained(storage) : mebibytesOf(retentionSize);
}
