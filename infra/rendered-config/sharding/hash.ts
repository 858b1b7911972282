import { createHash } from "node:crypto";

/** Which shard Prometheus's relabelling action `hashmod` gives a value: the last 8 bytes of its MD5, as a number, modulo the shards. */
export function hashmod(value: string, modulus: number): number {
  const digest = createHash("md5").update(value).digest();
  return Number(digest.readBigUInt64BE(8) % BigInt(modulus));
}
