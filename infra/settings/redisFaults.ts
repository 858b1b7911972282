import { nameFaults, userNames } from "./nameFaults";
import { REDIS_USERS } from "./redisUsers";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** A Redis that its clients could not use, and users of an external Redis where there is none. */
export function* redisFaults({ redis: { host, users } }: StackConfig): Iterable<Fault> {
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html
  if (host?.startsWith("clustercfg.")) {
    yield {
      path: "redis.host",
      message: `must be a server, not the configuration endpoint of a cluster, got ${host}: the backend does not follow redirections to other nodes`,
    };
  }
  if (host !== undefined) return;
  yield* nameFaults(
    "redis",
    userNames(users),
    userNames(REDIS_USERS),
    (name) => `without redis.host, got ${name}: the Redis that the stack deploys has its own users`,
  );
}
