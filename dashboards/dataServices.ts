import { cacheHitRatio, cacheLookups, cacheOperationTime } from "../signals/cacheUse";
import {
  poolConnections,
  poolMaxConnections,
  poolWaiting,
  queryErrorRatio,
  queryRate,
  queryTime,
  queryTimeByTable,
} from "../signals/database";
import { PLACES } from "../signals/places";
import {
  blockHitRatio,
  connectionsByState,
  databaseSize,
  deadlocks,
  locks,
  meanStatementTime,
  oldestTransaction,
  POOR_BLOCK_HITS,
  slowStatements,
  statementRate,
  temporaryBytes,
} from "../signals/postgres";
import {
  blockedClients,
  commandRateByName,
  commandTime,
  evictions,
  expirations,
  fragmentation,
  keys,
  rejectedConnections,
  uptime,
} from "../signals/redis";
import type { DashboardContext } from "./context";
import { bars, dashboard, lines, stat, trace } from "./grafana";

const NO_POSTGRES = "PostgreSQL is out of sight";
const NO_REDIS = "Redis is out of sight";
const NO_BACKEND = "The backend does not answer";

export const dataServices = (context: DashboardContext) =>
  dashboard(PLACES.dataServices, {
    title: "Data Services",
    description: "PostgreSQL and Redis from both sides: as the application meets them, and inside.",
    tags: ["database", "cache"],
    refresh: "30s",
    from: "now-3h",
    rows: [
      ["pool", "poolWaiting", "queryErrors"],
      ["queryTime", "queryTimeByTable", "queryRate"],
      ["meanStatementTime", "slowStatements", "statementRate"],
      ["connectionsByState", "oldestTransaction", "locks", "deadlocks"],
      ["blockHits", "temporaryFiles", "databaseSize"],
      ["cacheLookups", "cacheHits", "cacheTime"],
      ["commands", "commandTime"],
      ["keys", "removedKeys", "fragmentation"],
      ["blockedClients", "refusedClients", "uptime"],
    ],
    panels: { ...applicationPanels(context), ...postgresPanels(context), ...redisPanels() },
  });

/** What the application meets. */
function applicationPanels({ policies }: DashboardContext) {
  return {
    pool: lines({
      title: "Application Connection Pool",
      description: `${poolConnections.description} The upper line is what they may open together.`,
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
      title: "Failed Statements",
      description: queryErrorRatio.description,
      empty: NO_BACKEND,
      traces: [trace(queryErrorRatio, () => "failed")],
    }),
    queryTime: lines({
      title: "Query Time Percentiles",
      description:
        "The time within which so many of 100 of the application's statements were answered, without the wait for a connection.",
      empty: "No statements",
      traces: [
        trace(queryTime(0.5), () => "p50"),
        trace(queryTime(0.95), () => "p95"),
        trace(queryTime(0.99), () => "p99"),
      ],
      levels: { high: policies.SlowQueries.limit },
    }),
    queryTimeByTable: lines({
      title: "Query Time by Table (p95)",
      description: queryTimeByTable.description,
      empty: "No statements",
      traces: [trace(queryTimeByTable, ({ table }) => table)],
      levels: { high: policies.SlowQueries.limit },
    }),
    queryRate: lines({
      title: "Statements of the Application",
      description: queryRate.description,
      empty: NO_BACKEND,
      traces: [trace(queryRate, ({ operation }) => operation)],
    }),
    cacheLookups: lines({
      title: "Cache Lookups",
      description: cacheLookups.description,
      empty: NO_BACKEND,
      traces: [trace(cacheLookups, ({ cache_name }) => cache_name)],
    }),
    cacheHits: lines({
      title: "Cache Hit Rate by Cache",
      description: cacheHitRatio.description,
      empty: "No lookups",
      traces: [trace(cacheHitRatio, ({ cache_name }) => cache_name)],
    }),
    cacheTime: lines({
      title: "Cache Operation Time (p95)",
      description: cacheOperationTime.description,
      empty: "No cache operations",
      traces: [trace(cacheOperationTime, ({ operation }) => operation)],
    }),
  };
}

/** What PostgreSQL says of itself. */
function postgresPanels({ policies }: DashboardContext) {
  return {
    meanStatementTime: lines({
      title: "Mean Statement Time",
      description: meanStatementTime.description,
      empty: "No statements",
      traces: [trace(meanStatementTime, () => "mean")],
      levels: { high: policies.SlowQueries.limit },
    }),
    slowStatements: bars({
      title: "Slow Statements",
      description: slowStatements.description,
      empty: "No statement takes more than 10 ms on average",
      trace: trace(slowStatements, ({ queryid }) => queryid),
      levels: { high: policies.SlowQueries.limit },
    }),
    statementRate: lines({
      title: "Statements in PostgreSQL",
      description: statementRate.description,
      empty: "PostgreSQL is out of sight, or has no pg_stat_statements",
      traces: [trace(statementRate, () => "statements")],
    }),
    connectionsByState: lines({
      title: "Connections by State",
      description: connectionsByState.description,
      empty: NO_POSTGRES,
      traces: [trace(connectionsByState, ({ state }) => state)],
    }),
    oldestTransaction: lines({
      title: "Oldest Transaction",
      description: oldestTransaction.description,
      empty: NO_POSTGRES,
      traces: [trace(oldestTransaction, () => "oldest")],
    }),
    locks: lines({
      title: "Locks",
      description: locks.description,
      empty: "No locks",
      traces: [trace(locks, ({ mode }) => mode)],
    }),
    deadlocks: lines({
      title: "Deadlocks (per second)",
      description: deadlocks.description,
      empty: NO_POSTGRES,
      traces: [trace(deadlocks, () => "deadlocks")],
    }),
    blockHits: lines({
      title: "Blocks Found in Memory",
      description: blockHitRatio.description,
      empty: "No block was asked for",
      traces: [trace(blockHitRatio, () => "found")],
      levels: { low: POOR_BLOCK_HITS },
    }),
    temporaryFiles: lines({
      title: "Temporary Files",
      description: temporaryBytes.description,
      empty: NO_POSTGRES,
      traces: [trace(temporaryBytes, () => "written")],
    }),
    databaseSize: lines({
      title: "Database Size",
      description: databaseSize.description,
      empty: NO_POSTGRES,
      traces: [trace(databaseSize, ({ datname }) => datname)],
    }),
  };
}

/** What Redis says of itself. */
function redisPanels() {
  return {
    commands: lines({
      title: "Redis Commands by Name",
      description: commandRateByName.description,
      empty: NO_REDIS,
      traces: [trace(commandRateByName, ({ cmd }) => cmd)],
    }),
    commandTime: lines({
      title: "Redis Command Time",
      description: commandTime.description,
      empty: NO_REDIS,
      traces: [trace(commandTime, ({ cmd }) => cmd)],
    }),
    keys: lines({
      title: "Keys",
      description: keys.description,
      empty: NO_REDIS,
      traces: [trace(keys, () => "keys")],
    }),
    removedKeys: lines({
      title: "Removed Keys (per second)",
      description: `${expirations.description} ${evictions.description}`,
      empty: NO_REDIS,
      traces: [trace(expirations, () => "expired"), trace(evictions, () => "evicted")],
    }),
    fragmentation: stat({
      title: "Memory Fragmentation",
      description: fragmentation.description,
      empty: NO_REDIS,
      trace: trace(fragmentation, () => "fragmentation"),
    }),
    blockedClients: stat({
      title: "Blocked Clients",
      description: blockedClients.description,
      empty: NO_REDIS,
      trace: trace(blockedClients, () => "blocked"),
    }),
    refusedClients: stat({
      title: "Connections Refused (per second)",
      description: rejectedConnections.description,
      empty: NO_REDIS,
      trace: trace(rejectedConnections, () => "refused"),
    }),
    uptime: stat({
      title: "Redis Uptime",
      description: uptime.description,
      empty: NO_REDIS,
      trace: trace(uptime, () => "uptime"),
    }),
  };
}
