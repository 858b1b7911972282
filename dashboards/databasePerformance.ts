import { PLACES } from "../signals/places";
import {
  commits,
  connectionRatio,
  connections,
  maxConnections,
  RAISED_CONNECTIONS,
  rollbacks,
  rows,
} from "../signals/postgres";
import { clients, commandRate, hitRatio, memoryAllowed, memoryUsed } from "../signals/redis";
import { percent } from "../signals/promql/units";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { dashboard, dial, lines, trace } from "./grafana";

export const databasePerformance = ({ policies }: DashboardContext) =>
  dashboard(PLACES.databasePerformance, {
    title: "Database Performance",
    description: "How busy PostgreSQL and Redis are, and how close to their limits.",
    tags: ["database", "performance"],
    instancesOf: "postgres-exporter",
    refresh: "10s",
    from: "now-1h",
    rows: [
      ["connections", "connectionRatio"],
      ["transactions", "rows"],
      ["redisMemory", "hitRatio"],
      ["redisCommands", "redisClients"],
    ],
    next: lead("How does the application see it?", PLACES.dataServices, "queryTime"),
    leads: {
      connections: [lead("What do they do?", PLACES.dataServices, "connectionsByState")],
      connectionRatio: [
        lead("What do they do?", PLACES.dataServices, "connectionsByState"),
        lead("Do requests wait for one?", PLACES.dataServices, "poolWaiting"),
      ],
      transactions: [lead("Which statements are slow?", PLACES.dataServices, "slowStatements")],
      rows: [lead("Are blocks read from disk?", PLACES.dataServices, "blockHits")],
      redisMemory: [lead("Are keys evicted?", PLACES.dataServices, "removedKeys")],
      hitRatio: [lead("Which cache misses?", PLACES.dataServices, "cacheHits")],
      redisCommands: [lead("Which commands?", PLACES.dataServices, "commands")],
      redisClients: [lead("Are clients blocked?", PLACES.dataServices, "blockedClients")],
    },
    panels: {
      connections: lines({
        title: "PostgreSQL Connection Pool",
        description: `${connections.description} The upper line is the server's max_connections.`,
        empty: "postgres-exporter does not report PostgreSQL",
        traces: [trace(connections, () => "connections"), trace(maxConnections, () => "allowed")],
      }),
      connectionRatio: dial({
        title: "Connection Pool Utilization",
        description: connectionRatio.description,
        empty: "postgres-exporter does not report PostgreSQL",
        trace: trace(connectionRatio, () => "used"),
        max: percent(100),
        levels: { raised: RAISED_CONNECTIONS, high: policies.DatabaseConnectionPoolHigh.limit },
      }),
      transactions: lines({
        title: "Database Transactions (per second)",
        description: `${commits.description} ${rollbacks.description}`,
        empty: "postgres-exporter does not report PostgreSQL",
        traces: [trace(commits, () => "committed"), trace(rollbacks, () => "rolled back")],
      }),
      rows: lines({
        title: "Database Operations (per second)",
        description:
          "Rows per second, by operation. Rows that are scanned but not fetched by an index come from full table scans.",
        empty: "postgres-exporter does not report PostgreSQL",
        traces: [
          trace(rows.inserted, () => "inserted"),
          trace(rows.updated, () => "updated"),
          trace(rows.deleted, () => "deleted"),
          trace(rows.fetched, () => "fetched by index"),
          trace(rows.scanned, () => "scanned"),
        ],
      }),
      redisMemory: lines({
        title: "Redis Memory Usage",
        description: `${memoryUsed.description} The upper line is maxmemory, if it is set: beyond it, Redis evicts keys.`,
        empty: "redis-exporter does not report Redis",
        traces: [trace(memoryUsed, () => "used"), trace(memoryAllowed, () => "maxmemory")],
      }),
      hitRatio: dial({
        title: "Redis Cache Hit Rate",
        description: hitRatio.description,
        empty: "No keys are requested from Redis",
        trace: trace(hitRatio, () => "hits"),
        max: percent(100),
        levels: { low: policies.LowCacheHitRate.limit },
      }),
      redisCommands: lines({
        title: "Redis Commands (per second)",
        description: commandRate.description,
        empty: "redis-exporter does not report Redis",
        traces: [trace(commandRate, () => "commands")],
      }),
      redisClients: lines({
        title: "Redis Connected Clients",
        description: clients.description,
        empty: "redis-exporter does not report Redis",
        traces: [trace(clients, () => "clients")],
      }),
    },
  });
