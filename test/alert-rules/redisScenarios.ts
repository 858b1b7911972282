import { comingAndGoing } from "./comingAndGoing";
import { downTales, UP_OR_DOWN } from "./downScenarios";
import type { ScenariosByAlert, Scenario } from "./scenario";

const redis = (metric: string) =>
  `redis_${metric}{job="redis-exporter",namespace="monitoring",pod="redis-exporter-a"}`;
const HITS = redis("keyspace_hits_total");
const MISSES = redis("keyspace_misses_total");
const USED = redis("memory_used_bytes");
const MAX = redis("memory_max_bytes");

// Samples are a minute apart, so `0+60x20` is one per second for 20 minutes.
/**
 * Alternates for more than an hour between minutes in which most keys are missing and minutes in which hardly any are.
 */
function byTurns(bad: number, good: number): Readonly<Record<string, string>> {
  const counted = (inBad: number, inGood: number) => {
    let value = 0;
    return Array.from({ length: 80 }, (_, minute) => {
      value += minute % (bad + good) < bad ? inBad : inGood;
      return value;
    }).join(" ");
  };
  return { [HITS]: counted(300, 900), [MISSES]: counted(600, 50) };
}

const lowCacheHitRate: readonly Scenario[] = [
  {
    title: "fires if a quarter of the lookups miss",
    series: { [HITS]: "0+90x30", [MISSES]: "0+30x30" },
    at: "20m",
    fires: [{}],
    says: {
      summary: "Redis rarely has the requested keys.",
      description: "Only 75% of the requested keys are found; it should be at least 80%.",
    },
  },
  {
    title: "fires if every lookup misses",
    series: { [HITS]: "0x30", [MISSES]: "0+120x30" },
    at: "20m",
    fires: [{}],
  },
  ...(["46m", "52m", "58m", "62m"] as const).map((at): Scenario => ({
    title: `fires if most lookups miss during ten of every 16 minutes, at ${at}`,
    series: byTurns(10, 6),
    at,
    fires: [{}],
  })),
  ...(["46m", "52m", "58m", "62m"] as const).map((at): Scenario => ({
    title: `stays quiet if most lookups miss during four of every 20 minutes, at ${at}`,
    series: byTurns(4, 16),
    at,
    fires: [],
  })),
  {
    title: "stays quiet at exactly 80 percent",
    case: "just below the limit",
    series: { [HITS]: "0+96x30", [MISSES]: "0+24x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet without lookups, when the hit rate is 0/0",
    case: "no traffic",
    series: { [HITS]: "7x30", [MISSES]: "70x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet if every lookup misses at just below one per second",
    series: { [HITS]: "0x30", [MISSES]: "0+59x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "does not treat a counter reset as misses",
    case: "restarted counter",
    series: { [HITS]: "6000+120x15 0+120x15", [MISSES]: "9000x15 0x15" },
    at: "30m",
    fires: [],
  },
  {
    title: "gives an empty cache 15 minutes to fill",
    series: { [HITS]: "0x14 0+120x20", [MISSES]: "0+120x14 1680x20" },
    at: "30m",
    fires: [],
  },
  {
    title: "uses the last five minutes rather than the counters' totals",
    series: { [HITS]: "900000x30", [MISSES]: "0+120x30" },
    at: "20m",
    fires: [{}],
  },
];

const highRedisMemoryUsage: readonly Scenario[] = [
  {
    title: "fires above 90 percent of maxmemory",
    series: { [USED]: "91x10", [MAX]: "100x10" },
    at: "6m",
    fires: [{}],
    says: {
      summary: "Redis is almost full.",
      description: "Redis uses 91% of its maxmemory; the limit is 90%. At 100% it evicts keys.",
    },
  },
  {
    title: "stays quiet at exactly 90 percent",
    case: "just below the limit",
    series: { [USED]: "90x10", [MAX]: "100x10" },
    at: "10m",
    fires: [],
  },
  {
    title: "stays quiet if maxmemory is 0, which means no limit",
    series: { [USED]: "91x10", [MAX]: "0x10" },
    at: "10m",
    fires: [],
  },
  {
    title: "waits five minutes",
    series: { [USED]: "91x10", [MAX]: "100x10" },
    at: "4m",
    fires: [],
  },
  {
    title: "does not restart its wait when the exporter's pod is replaced",
    series: {
      [USED]: "91x3 stale",
      [MAX]: "100x3 stale",
      [USED.replace("exporter-a", "exporter-b")]: "_x3 91x10",
      [MAX.replace("exporter-a", "exporter-b")]: "_x3 100x10",
    },
    at: "6m",
    fires: [{}],
  },
  ...comingAndGoing({ series: USED, bad: 95, good: 80, beside: { [MAX]: 100 }, fires: {} }),
];

export const redisScenarios = {
  RedisDown: {
    scenarios: downTales("redis_up", "redis-exporter", "Redis"),
    cannotBe: UP_OR_DOWN,
  },
  LowCacheHitRate: { scenarios: lowCacheHitRate, cannotBe: {} },
  HighRedisMemoryUsage: {
    scenarios: highRedisMemoryUsage,
    cannotBe: {
      "no traffic": "what is in memory stays there without traffic",
      "restarted counter": "it reads no counter",
    },
  },
} satisfies ScenariosByAlert;
