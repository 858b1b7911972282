import { REDIS_USERS } from "./redisUsers";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Users of an external Redis, where there is none. */
export function* redisFaults({ redis: { host, users } }: StackConfig): Iterable<Fault> {
  if (host !== undefined) return;
  for (const [name, own] of Object.entries(REDIS_USERS)) {
    const user = users[name as keyof typeof users];
    if (user === own) continue;
    yield {
      path: `redis.users.${name}`,
      message: `must be left out without redis.host, got ${user}: the Redis that the stack deploys has its own users`,
    };
  }
}
