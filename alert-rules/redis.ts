import { redisExporter } from "../signals/exporters/redisExporter";
import { panel, PLACES } from "../signals/places";
import { percent } from "../signals/promql/units";
import { hitRatio, LEAST_LOOKUPS, lookupRate, memoryRatio } from "../signals/redis";
import { alert } from "./alert";
import { serverDown } from "./serverDown";
import { percentText } from "./text";

export const redisAlerts = [
  alert("RedisDown", {
    policy: { for: "2m", severity: "critical" },
    rule: () =>
      serverDown({
        system: "Redis",
        component: "cache",
        job: "redis-exporter",
        gauge: redisExporter.redis_up,
        view: panel(PLACES.systemOverview, "redisMemory"),
      }),
  }),
  alert("LowCacheHitRate", {
    policy: { limit: percent(80), window: "5m", for: "15m", severity: "warning" },
    inhibitedBy: ["RedisDown"],
    rule: ({ limit, window, for: wait }) => ({
      when: hitRatio
        .below(limit, window)
        .and(lookupRate.atLeast(LEAST_LOOKUPS, window))
        .mostOf(wait),
      component: "cache",
      summary: () => "Redis rarely has the requested keys.",
      description: (_, value) =>
        `Only ${value} of the requested keys are found; it should be at least ${percentText(limit)}.`,
      view: panel(PLACES.databasePerformance, "hitRatio"),
    }),
  }),
  alert("HighRedisMemoryUsage", {
    policy: { limit: percent(90), for: "5m", severity: "warning" },
    inhibitedBy: ["RedisDown"],
    rule: ({ limit, for: wait }) => ({
      when: memoryRatio.above(limit).mostOf(wait),
      component: "cache",
      summary: () => "Redis is almost full.",
      description: (_, value) =>
        `Redis uses ${value} of its maxmemory; the limit is ${percentText(limit)}. At 100% it evicts keys.`,
      view: panel(PLACES.systemOverview, "redisMemory"),
    }),
  }),
];
