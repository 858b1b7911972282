import { createHash, timingSafeEqual } from "node:crypto";

import { z } from "zod";

const hash = (key: string) => createHash("sha256").update(key).digest();

/** Compares in constant time, so that the duration does not reveal how far the two agree. */
export function sameKey(given: string, expected: string): boolean {
  return timingSafeEqual(hash(given), hash(expected));
}

const key = z.string().regex(/^[A-Za-z0-9_-]{16,}$/, "must be 16 or more letters, digits, - and _");

/** The keys that clients must present. */
export const upstreamKeys = z.strictObject({ vehicleApiKey: key, llmApiKey: key });
export type UpstreamKeys = z.infer<typeof upstreamKeys>;
