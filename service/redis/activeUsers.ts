import type { RedisStore } from "./store";

const KEY = "active-users";
const WINDOW_MS = 15 * 60 * 1000;

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
      await redis.zremrangebyscore(KEY, "-inf", since);
      return redis.zcard(KEY);
    });
  }
}
