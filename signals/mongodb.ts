import { backend as m } from "../service/metrics/catalog";
import { mongodbExporter as e } from "./exporters/mongodbExporter";
import { by, promql } from "./promql/promql";
import { buckets, where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import { percent, seconds, type Duration } from "./promql/units";

/**
 * MongoDB as the application sees it: whether it can be reached, its operations, and the application's own connection
 * pool; and as its servers count themselves, through the exporter.
 */
const JOB = "backend";
const CONNECTIONS = m.autodealgenie_mongodb_pool_connections;
const EXPORTER = { job: "mongodb-exporter" } as const;
const OPERATION_TIME = m.autodealgenie_mongodb_operation_duration_seconds;

export const SLUGGISH_MONGODB = seconds(0.25);

export const mongodbReached = new Signal({
  title: "Reached",
  description: "Whether any pod of the backend can reach MongoDB: 1 if so.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(m.autodealgenie_mongodb_up, { job: JOB })})`,
});

export const mongodbReachedBy = new Signal({
  title: "Reachable by pod",
  description: "Whether each pod of the backend can reach MongoDB: 1 if so.",
  unit: "count",
  query: () => promql`min by (${by("pod")}) (${where(m.autodealgenie_mongodb_up, { job: JOB })})`,
});

/** A percentile of the duration of operations. */
export function mongodbTime(quantile: 0.5 | 0.95 | 0.99) {
  return new Signal({
    title: `p${quantile * 100}`,
    description: `The ${quantile * 100}th percentile of the duration of operations on MongoDB, as seen by the backend; empty while there are none.`,
    unit: "seconds",
    query: (w) => promql`
      histogram_quantile(${quantile}, sum by (${by("le")}) (rate(${buckets(OPERATION_TIME, { job: JOB })}[${w}])))`,
    idle: "empty",
  });
}

export const mongodbTimeByOperation = new Signal({
  title: "Slow operations",
  description: "The 95th percentile of the duration of operations, by kind and collection.",
  unit: "seconds",
  query: (w) => promql`
    histogram_quantile(0.95, sum by (${by("le", "collection", "operation")}) (rate(${buckets(OPERATION_TIME, { job: JOB })}[${w}])))`,
  idle: "empty",
});

export const mongodbErrorRate = new Signal({
  title: "Errors",
  description:
    "Operations on MongoDB per second that failed, or were not started because it was down, including lost records.",
  unit: "operationsPerSecond",
  query: (w) => promql`
    sum by (${by("collection", "operation")}) (rate(${where(m.autodealgenie_mongodb_operation_errors_total, { job: JOB })}[${w}]))`,
});

export const mongodbConnections = new Signal({
  title: "Connections",
  description:
    "Connections of all pods' pools: active ones are in use, idle ones are free; waiting counts operations without a connection.",
  unit: "count",
  query: () => promql`sum by (${by("state")}) (${where(CONNECTIONS, { job: JOB })})`,
});

export const mongodbMaxConnections = new Signal({
  title: "Limit",
  description: "The maximum number of connections of all pods' pools together.",
  unit: "count",
  query: () =>
    promql`sum by (${by()}) (${where(m.autodealgenie_mongodb_pool_max_connections, { job: JOB })})`,
});

export const mongodbScraped = new Signal({
  title: "Signed in",
  description: "Whether the exporter can sign in to each server: 1 if so.",
  unit: "count",
  query: () => promql`min by (${by("instance")}) (${where(e.mongodb_up, EXPORTER)})`,
});

/** The exporter cannot ask a server although the backend reaches MongoDB; without MongoDB, another alert says so. */
export function mongodbUnasked(window: Duration): Condition<"instance", "count"> {
  const refused = promql`max by (${by("instance")}) (${where(e.mongodb_up, EXPORTER)}) == 0`;
  const reached = promql`${mongodbReached.query("0s")} == 1`;
  return new Condition(
    promql`${refused} and on () ${reached}`,
    "count",
    "mongodb-exporter cannot sign in to a server, and the backend reaches MongoDB",
  ).mostOf(window);
}

export const RAISED_MONGODB_CONNECTIONS = percent(60);

export const mongodbConnectionsUsed = new Signal({
  title: "Connections in use",
  description:
    "Open connections of all applications, as a share of those that each server accepts.",
  unit: "ratio",
  query: () => {
    const kind = (name: string) =>
      where(e.mongodb_ss_connections, { ...EXPORTER, conn_type: name });
    const open = promql`max by (${by("instance")}) (${kind("current")})`;
    return promql`${open} / (${open} + max by (${by("instance")}) (${kind("available")}))`;
  },
});

export const mongodbConnectionsOpen = new Signal({
  title: "Open connections",
  description: "Open connections of all clients, by server.",
  unit: "count",
  query: () =>
    promql`max by (${by("instance")}) (${where(e.mongodb_ss_connections, { ...EXPORTER, conn_type: "current" })})`,
});

export const mongodbServerOperations = new Signal({
  title: "Operations of a server",
  description:
    "Operations per second of all clients, by kind, summed over all servers, including those of the exporter.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by("legacy_op_type")}) (rate(${where(e.mongodb_ss_opcounters, EXPORTER)}[${w}]))`,
});

export const mongodbCacheUsed = new Signal({
  title: "WiredTiger cache",
  description:
    "Bytes in WiredTiger's cache as a share of its size. From 80% on MongoDB evicts pages, from 95% on operations wait for that.",
  unit: "ratio",
  query: () => promql`
    max by (${by("instance")}) (${where(e.mongodb_ss_wt_cache_bytes_currently_in_the_cache, EXPORTER)})
    / max by (${by("instance")}) (${where(e.mongodb_ss_wt_cache_maximum_bytes_configured, EXPORTER)})`,
});

/** From here on WiredTiger evicts pages (`eviction_target`); from the second on operations wait (`eviction_trigger`). */
export const WIRED_TIGER_EVICTS = percent(80);
export const WIRED_TIGER_WAITS = percent(95);

export const mongodbReplicationLag = new Signal({
  title: "Replication lag",
  description:
    "Time by which each secondary is behind the primary; empty without a primary, and for members that are not secondaries.",
  unit: "seconds",
  query: () => {
    const applied = (member_state: string) =>
      where(e.mongodb_rs_members_optimeDate, { ...EXPORTER, member_state });
    const newest = promql`max by (${by()}) (${applied("PRIMARY")})`;
    return promql`(scalar(${newest}) - max by (${by("member_idx")}) (${applied("SECONDARY")})) / 1000`;
  },
});

export const mongodbMembersHealthy = new Signal({
  title: "Members",
  description: "Whether every scraped member can reach each member of the replica set: 1 if so.",
  unit: "count",
  query: () =>
    promql`min by (${by("member_idx")}) (${where(e.mongodb_rs_members_health, EXPORTER)})`,
});
