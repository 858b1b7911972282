import { redisExporter as m } from "./exporters/redisExporter";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { count, operationsPerSecond, percent } from "./promql/units";

const JOB = "redis-exporter";
const used = where(m.redis_memory_used_bytes, { job: JOB });
const allowed = where(m.redis_memory_max_bytes, { job: JOB });
const hits = where(m.redis_keyspace_hits_total, { job: JOB });
const misses = where(m.redis_keyspace_misses_total, { job: JOB });

export const RAISED_MEMORY = percent(70);
/** Below this, a share of lookups is one of few, as of a cache that begins empty. */
export const LEAST_LOOKUPS = operationsPerSecond(1);

export const memoryRatio = new Signal({
  title: "Memory used",
  description: "Memory in use as a share of maxmemory; empty where Redis has no such limit.",
  unit: "ratio",
  // Without a limit maxmemory is 0, and any use of it would be infinite.
  query: () => promql`max by (${by()}) (${used} / (${allowed} > 0))`,
});

export const memoryUsed = new Signal({
  title: "Memory",
  description: "Memory that Redis has allocated.",
  unit: "bytes",
  query: () => promql`max by (${by()}) (${used})`,
});

export const memoryAllowed = new Signal({
  title: "maxmemory",
  description: "Memory that Redis may allocate before it evicts keys; absent without such a limit.",
  unit: "bytes",
  query: () => promql`max by (${by()}) (${allowed}) > 0`,
});

/** From where on Redis's own documentation calls its memory fragmented, and one that it wastes more of than it uses. */
export const RAISED_FRAGMENTATION = count(1.5);
export const HIGH_FRAGMENTATION = count(2);

export const fragmentation = new Signal({
  title: "Fragmentation",
  description:
    "Memory that the process holds, as a multiple of what its data needs; below 1 some of it is swapped out. Of few data it is high, as the process itself needs some megabytes.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(m.redis_mem_fragmentation_ratio, { job: JOB })})`,
});

export const lookupRate = new Signal({
  title: "Lookups",
  description: "Keys that were asked for each second, there or not.",
  unit: "operationsPerSecond",
  query: (w) => promql`
    sum by (${by()}) (rate(${hits}[${w}])) + sum by (${by()}) (rate(${misses}[${w}]))`,
});

export const hitRatio = new Signal({
  title: "Hit rate",
  description:
    "Share of the keys asked for that were there, of all that anybody asks of Redis; empty while nobody asks.",
  unit: "ratio",
  query: (w) => promql`sum by (${by()}) (rate(${hits}[${w}])) / ${lookupRate.query(w)}`,
  idle: "empty",
});

export const commandRate = new Signal({
  title: "Commands",
  description: "Commands that Redis ran each second, the exporter's own included.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(m.redis_commands_processed_total, { job: JOB })}[${w}]))`,
});

export const commandRateByName = new Signal({
  title: "Commands by name",
  description: "Commands that Redis ran each second, of those in use.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by("cmd")}) (rate(${where(m.redis_commands_total, { job: JOB })}[${w}])) > 0`,
});

export const commandTime = new Signal({
  title: "Time by command",
  description: "Time that a command of each name took on average, inside Redis.",
  unit: "seconds",
  query: (w) => promql`
    sum by (${by("cmd")}) (rate(${where(m.redis_commands_duration_seconds_total, { job: JOB })}[${w}]))
      / sum by (${by("cmd")}) (rate(${where(m.redis_commands_total, { job: JOB })}[${w}]))`,
  idle: "empty",
});

export const clients = new Signal({
  title: "Clients",
  description: "Connections of clients, the exporter's own included.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(m.redis_connected_clients, { job: JOB })})`,
});

export const blockedClients = new Signal({
  title: "Blocked clients",
  description: "Clients that wait in a blocking command.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(m.redis_blocked_clients, { job: JOB })})`,
});

export const rejectedConnections = new Signal({
  title: "Connections refused",
  description: "Connections that Redis refused each second, for want of room.",
  unit: "operationsPerSecond",
  query: (w) => promql`
    sum by (${by()}) (rate(${where(m.redis_rejected_connections_total, { job: JOB })}[${w}]))`,
});

export const evictions = new Signal({
  title: "Evicted",
  description: "Keys that Redis removed each second to make room.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(m.redis_evicted_keys_total, { job: JOB })}[${w}]))`,
});

export const expirations = new Signal({
  title: "Expired",
  description: "Keys that Redis removed each second because their time was over.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(m.redis_expired_keys_total, { job: JOB })}[${w}]))`,
});

export const keys = new Signal({
  title: "Keys",
  description: "Keys in Redis, over all of its databases.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(m.redis_db_keys, { job: JOB })})`,
});

export const uptime = new Signal({
  title: "Uptime",
  description: "Time since Redis started, with an empty cache.",
  unit: "seconds",
  query: () => promql`min by (${by()}) (${where(m.redis_uptime_in_seconds, { job: JOB })})`,
});
