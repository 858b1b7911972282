import type { RedisStore } from "./store";

const KEY = "active-users";
const WINDOW_MS = 15 * 60 * 1000;
/**
 * A member that no user is, so that the set is always there: each scrape looks at it, and to look for what is not
 * there counts as a cache miss in Redis.
 */
const NOBODY = "-";

/** Who made a signed-in request in the last 15 minutes, on any replica. */
export class ActiveUsers {
  constructor(private readonly store: RedisStore) {}

  /** Does not wait for the answer: no request should fail or be slow for a statistic. */
  touch(userId: string): void {
    void this.store.run((redis) => redis.zadd(KEY, Date.now(), userId)).catch(() => undefined);
  }

  /** @throws Unavailable */
  async count(): Promise<number> {
    const since = Date.now() - WINDOW_MS;
    return this.store.run(async (redis) => {
      await redis.zadd(KEY, 0, NOBODY);
      await redis.zremrangebyscore(KEY, "(0", since);
      return (await redis.zcard(KEY)) - 1;
    });
  }
}
