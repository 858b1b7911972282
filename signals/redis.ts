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
/** Below this, the hit ratio covers only a few lookups, as with a cache that starts empty. */
export const LEAST_LOOKUPS = operationsPerSecond(1);

export const memoryRatio = new Signal({
  title: "Memory used",
  description: "Memory in use as a share of maxmemory; empty without a limit.",
  unit: "ratio",
  // Without a limit, maxmemory is 0, and any use divided by it would be infinite.
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
  description: "Redis's maxmemory, beyond which it evicts keys; absent without a limit.",
  unit: "bytes",
  query: () => promql`max by (${by()}) (${allowed}) > 0`,
});

/**
 * Above the first, Redis's own documentation calls its memory fragmented; above the second, it wastes more memory than
 * it uses.
 */
export const RAISED_FRAGMENTATION = count(1.5);
export const HIGH_FRAGMENTATION = count(2);

export const fragmentation = new Signal({
  title: "Fragmentation",
  description:
    "Resident memory as a multiple of the data's memory; below 1, some of it is swapped out. With little data it is high, because the process itself needs some megabytes.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(m.redis_mem_fragmentation_ratio, { job: JOB })})`,
});

export const lookupRate = new Signal({
  title: "Lookups",
  description: "Requested keys per second, hits and misses.",
  unit: "operationsPerSecond",
  query: (w) => promql`
    sum by (${by()}) (rate(${hits}[${w}])) + sum by (${by()}) (rate(${misses}[${w}]))`,
});

export const hitRatio = new Signal({
  title: "Hit rate",
  description: "Share of all requested keys that were found; empty without requests.",
  unit: "ratio",
  query: (w) => promql`sum by (${by()}) (rate(${hits}[${w}])) / ${lookupRate.query(w)}`,
  idle: "empty",
});

export const commandRate = new Signal({
  title: "Commands",
  description: "Commands that Redis ran per second, including the exporter's own.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(m.redis_commands_processed_total, { job: JOB })}[${w}]))`,
});

export const commandRateByName = new Signal({
  title: "Commands by name",
  description: "Commands that Redis ran per second, for the commands in use.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by("cmd")}) (rate(${where(m.redis_commands_total, { job: JOB })}[${w}])) > 0`,
});

export const commandTime = new Signal({
  title: "Time by command",
  description: "Average duration of each command inside Redis.",
  unit: "seconds",
  query: (w) => promql`
    sum by (${by("cmd")}) (rate(${where(m.redis_commands_duration_seconds_total, { job: JOB })}[${w}]))
      / sum by (${by("cmd")}) (rate(${where(m.redis_commands_total, { job: JOB })}[${w}]))`,
  idle: "empty",
});

export const clients = new Signal({
  title: "Clients",
  description: "Client connections, including the exporter's own.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(m.redis_connected_clients, { job: JOB })})`,
});

export const blockedClients = new Signal({
  title: "Blocked clients",
  description: "Clients waiting in a blocking command.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(m.redis_blocked_clients, { job: JOB })})`,
});

export const rejectedConnections = new Signal({
  title: "Connections refused",
  description: "Connections that Redis rejected per second because of its limit.",
  unit: "operationsPerSecond",
  query: (w) => promql`
    sum by (${by()}) (rate(${where(m.redis_rejected_connections_total, { job: JOB })}[${w}]))`,
});

export const evictions = new Signal({
  title: "Evicted",
  description: "Keys that Redis evicted per second to free memory.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(m.redis_evicted_keys_total, { job: JOB })}[${w}]))`,
});

export const expirations = new Signal({
  title: "Expired",
  description: "Keys per second that expired.",
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

export const expiringKeys = new Signal({
  title: "Expiring keys",
  description: "The lower line counts those with a time to live; the others stay until evicted.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(m.redis_db_keys_expiring, { job: JOB })})`,
});

export const received = new Signal({
  title: "Received",
  description: "Bytes per second that Redis receives from its clients.",
  unit: "bytesPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(m.redis_net_input_bytes_total, { job: JOB })}[${w}]))`,
});

export const sent = new Signal({
  title: "Sent",
  description: "Bytes per second that it sends to them, including its statistics for the exporter.",
  unit: "bytesPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(m.redis_net_output_bytes_total, { job: JOB })}[${w}]))`,
});

export const uptime = new Signal({
  title: "Uptime",
  description: "Time since Redis started, with an empty cache.",
  unit: "seconds",
  query: () => promql`min by (${by()}) (${where(m.redis_uptime_in_seconds, { job: JOB })})`,
});
