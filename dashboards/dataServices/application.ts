import { cacheHitRatio, cacheLookups, cacheOperationTime } from "../../signals/cacheUse";
import {
  HIGH_QUERY_ERRORS,
  poolConnections,
  poolMaxConnections,
  poolWaiting,
  queryErrorRatio,
  queryRate,
  queryTime,
  queryTimeByTable,
  RAISED_QUERY_ERRORS,
} from "../../signals/database";
import type { DashboardContext } from "../context";
import { lines, trace } from "../grafana";

const NO_BACKEND = "The backend does not answer";

/** The data services as the application sees them. */
export function applicationPanels({ policies }: DashboardContext) {
  return {
    pool: lines({
      title: "Application Connection Pool",
      description: `${poolConnections.description} The upper line is their combined limit.`,
      empty: NO_BACKEND,
      traces: [
        trace(poolConnections, ({ state }) => state),
        trace(poolMaxConnections, () => "allowed"),
      ],
    }),
    poolWaiting: lines({
      title: "Requests Waiting for a Connection",
      description: poolWaiting.description,
      empty: NO_BACKEND,
      traces: [trace(poolWaiting, ({ pod }) => pod)],
      levels: { high: policies.DatabasePoolWaiting.limit },
    }),
    queryErrors: lines({
      title: "Query Failure Rate",
      description: queryErrorRatio.description,
      empty: NO_BACKEND,
      traces: [trace(queryErrorRatio, () => "failed")],
      levels: { raised: RAISED_QUERY_ERRORS, high: HIGH_QUERY_ERRORS },
    }),
    queryTime: lines({
      title: "Query Latency Percentiles",
      description:
        "Percentiles of the duration of the application's statements, without the wait for a connection.",
      empty: "No statements",
      traces: [
        trace(queryTime(0.5), () => "p50"),
        trace(queryTime(0.95), () => "p95"),
        trace(queryTime(0.99), () => "p99"),
      ],
      levels: { high: policies.SlowQueries.limit },
    }),
    queryTimeByTable: lines({
      title: "Query Latency by Table (p95)",
      description: queryTimeByTable.description,
      empty: "No statements",
      traces: [trace(queryTimeByTable, ({ table }) => table)],
      levels: { high: policies.SlowQueries.limit },
    }),
    queryRate: lines({
      title: "Queries by Operation (per second)",
      description: queryRate.description,
      empty: NO_BACKEND,
      traces: [trace(queryRate, ({ operation }) => operation)],
    }),
    cacheLookups: lines({
      title: "Cache Lookups (per second)",
      description: cacheLookups.description,
      empty: NO_BACKEND,
      traces: [trace(cacheLookups, ({ cache_name }) => cache_name)],
    }),
    cacheHits: lines({
      title: "Cache Hit Rate",
      description: cacheHitRatio.description,
      empty: "No lookups",
      traces: [trace(cacheHitRatio, ({ cache_name }) => cache_name)],
    }),
    cacheTime: lines({
      title: "Cache Operation Latency (p95)",
      description: cacheOperationTime.description,
      empty: "No cache operations",
      traces: [trace(cacheOperationTime, ({ operation }) => operation)],
    }),
  };
}
