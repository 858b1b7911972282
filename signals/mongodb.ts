import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { buckets, where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { seconds } from "./promql/units";

/**
 * MongoDB as the application sees it: whether it can be reached, its operations, and the application's own connection
 * pool.
 */
const JOB = "backend";
const CONNECTIONS = m.autodealgenie_mongodb_pool_connections;
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
