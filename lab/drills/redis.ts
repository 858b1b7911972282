import type { Drill } from "./drill";
import { scaled } from "./faults/kubernetes";
import { filled, misses } from "./faults/redis";

export const redisDrills: readonly Drill[] = [
  {
    alert: "RedisDown",
    fault: "Redis is stopped",
    reads: ["Redis"],
    disturbs: ["Redis", "cache hits"],
    // The same as without PostgreSQL.
    lingers: ["symptoms", "backend"],
    cause: () => scaled("statefulset/redis", "autodealgenie", 0),
  },
  {
    alert: "LowCacheHitRate",
    fault: "somebody requests missing keys from Redis, 50 a second",
    reads: ["cache hits", "symptoms"],
    uses: ["Redis"],
    disturbs: ["cache hits"],
    cause: () => Promise.resolve(misses(50)),
  },
  {
    alert: "HighRedisMemoryUsage",
    fault: "Redis is filled up",
    reads: ["Redis", "symptoms"],
    disturbs: ["Redis"],
    cause: filled,
  },
];
