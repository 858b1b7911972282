import type { StackConfig } from "./schema";
import { mebibytesOf, type Quantity } from "./quantity";

/**
 * Prometheus's storage documentation asks for at most 80-85 % of the volume: the write-ahead log and blocks being
 * compacted come on top of what is retained.
 */
const RETAINED_SHARE = 0.85;

/** The most that may be retained on a volume, in whole mebibytes. */
export function mostRetained(storage: Quantity): number {
  return Math.floor(mebibytesOf(storage) * RETAINED_SHARE);
}

/** How much is retained, in whole mebibytes: what the stack says, or as much as its volume allows. */
export function retainedMebibytes({
  storage,
  retentionSize,
}: Pick<StackConfig["prometheus"], "storage" | "retentionSize">): number {
  return retentionSize === undefined ? mostRetained(storage) : mebibytesOf(retentionSize);
}
