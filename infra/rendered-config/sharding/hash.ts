import { createHash } from "node:crypto";

/**
 * The shard that Prometheus's relabelling action `hashmod` assigns to a value: the last 8 bytes of its MD5 as a number,
 * modulo the number of shards.
 */
export function hashmod(value: string, modulus: number): number {
  const digest = createHash("md5").update(value).digest();
  return Number(digest.readBigUInt64BE(8) % BigInt(modulus));
}
