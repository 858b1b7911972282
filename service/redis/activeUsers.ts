import type { RedisStore } from "./store";

const KEY = "active-users";
const WINDOW_MS = 15 * 60 * 1000;
/**
 * A member that no user has, so that the set always exists: each scrape reads it, and reading a missing key counts as a
 * keyspace miss in Redis.
 */
const NOBODY = "-";

/** The users who made a signed-in request in the last 15 minutes, on any replica. */
export class ActiveUsers {
  constructor(private readonly store: RedisStore) {}

  /** Does not wait for the answer: no request should fail or be slow because of a statistic. */
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
