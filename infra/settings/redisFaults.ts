import { nameFaults, userNames } from "./nameFaults";
import { REDIS_USERS } from "./redisUsers";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Users of an external Redis, where there is none. */
export function* redisFaults({ redis: { host, users } }: StackConfig): Iterable<Fault> {
  if (host !== undefined) return;
  yield* nameFaults(
    "redis",
    userNames(users),
    userNames(REDIS_USERS),
    (name) => `without redis.host, got ${name}: the Redis that the stack deploys has its own users`,
  );
}
