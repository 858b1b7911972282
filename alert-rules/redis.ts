import { redisExporter } from "../signals/exporters/redisExporter";
import { allDown, outOfSight } from "../signals/availability";
import { panel, PLACES } from "../signals/places";
import { percent } from "../signals/promql/units";
import { hitRatio, LEAST_LOOKUPS, lookupRate, memoryRatio } from "../signals/redis";
import { whileRequestsFail } from "../signals/requestsFail";
import { alert, OUTAGE, SUSPECTED } from "./alert";
import { percentText } from "./text";

export const redisAlerts = [
  alert("RedisDown", {
    policy: { for: "2m", severity: "critical" },
    rule: () => {
      const shared = {
        component: "cache",
        view: panel(PLACES.systemOverview, "redisMemory"),
      } as const;
      const unseen = outOfSight(redisExporter.redis_up, "redis-exporter");
      return [
        {
          ...shared,
          when: allDown(redisExporter.redis_up, "redis-exporter"),
          impact: OUTAGE,
          summary: () => "Redis is down.",
          description: () => "redis-exporter cannot reach Redis.",
        },
        {
          ...shared,
          when: whileRequestsFail(unseen),
          impact: SUSPECTED,
          summary: () => "Redis is out of sight while requests fail.",
          description: () =>
            "redis-exporter reports nothing, and users' requests fail: Redis may be why.",
        },
        {
          ...shared,
          when: unseen,
          summary: () => "Redis is out of sight.",
          description: () => "redis-exporter reports nothing, so Redis may be up or down.",
        },
      ];
    },
  }),
  alert("LowCacheHitRate", {
    policy: { limit: percent(80), window: "5m", for: "15m", severity: "warning" },
    silencedBy: ["RedisDown"],
    rule: ({ limit, window }) => ({
      when: hitRatio.below(limit, window).and(lookupRate.atLeast(LEAST_LOOKUPS, window)),
      component: "cache",
      summary: () => "Redis rarely has what it is asked for.",
      description: (_, value) =>
        `Only ${value} of the keys asked for are there; it should be ${percentText(limit)} at least.`,
      view: panel(PLACES.databasePerformance, "hitRatio"),
    }),
  }),
  alert("HighRedisMemoryUsage", {
    policy: { limit: percent(90), for: "5m", severity: "warning" },
    silencedBy: ["RedisDown"],
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
