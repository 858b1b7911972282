import { createHash } from "node:crypto";

import { z } from "zod";

import type { RedisStore } from "./store";

/** Counts one, and returns the count and the seconds until it expires. */
const COUNT = `
  local count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
  return { count, redis.call('TTL', KEYS[1]) }`;
const Counted = z.tuple([z.number(), z.number()]);

/** At most `most` requests of one subject in a window; `name` distinguishes the limits. */
export interface Limit {
  readonly name: string;
  readonly most: number;
  readonly windowSeconds: number;
}

/**
 * Rate limits shared by all replicas. While Redis is away everything is let through, because the limiter protects the
 * service but is not essential to it.
 */
export class RateLimiter {
  constructor(private readonly store: RedisStore) {}

  /**
   * Counts one for `subject`.
   *
   * @returns undefined if it is within the limit, otherwise the seconds after which to try again
   */
  async take(limit: Limit, subject: string): Promise<number | undefined> {
    try {
      const answer = await this.store.run((redis) =>
        redis.eval(COUNT, 1, key(limit, subject), limit.windowSeconds),
      );
      const [count, seconds] = Counted.parse(answer);
      return count > limit.most ? Math.max(1, seconds) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Resets the count of `subject`. */
  async forget(limit: Limit, subject: string): Promise<void> {
    await this.store.run((redis) => redis.del(key(limit, subject))).catch(() => undefined);
  }
}

/** Hashed, because the subject may be personal data. */
function key({ name }: Limit, subject: string): string {
  return `limit:${name}:${createHash("sha256").update(subject).digest("base64url")}`;
}
