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
    description: "How busy PostgreSQL and Redis are, and how near to their limits.",
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
    next: lead("How does the application meet it?", PLACES.dataServices, "queryTime"),
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
        empty: "PostgreSQL is out of sight",
        traces: [trace(connections, () => "connections"), trace(maxConnections, () => "allowed")],
      }),
      connectionRatio: dial({
        title: "Connection Pool Utilization",
        description: connectionRatio.description,
        empty: "PostgreSQL is out of sight",
        trace: trace(connectionRatio, () => "used"),
        max: percent(100),
        levels: { raised: RAISED_CONNECTIONS, high: policies.DatabaseConnectionPoolHigh.limit },
      }),
      transactions: lines({
        title: "Database Transactions (per second)",
        description: `${commits.description} ${rollbacks.description}`,
        empty: "PostgreSQL is out of sight",
        traces: [trace(commits, () => "committed"), trace(rollbacks, () => "rolled back")],
      }),
      rows: lines({
        title: "Database Operations (per second)",
        description:
          "Rows each second, by what was done with them. Scanned without being fetched by an index: a table was read as a whole.",
        empty: "PostgreSQL is out of sight",
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
        description: `${memoryUsed.description} The upper line is maxmemory, where there is one: beyond it Redis evicts keys.`,
        empty: "Redis is out of sight",
        traces: [trace(memoryUsed, () => "used"), trace(memoryAllowed, () => "maxmemory")],
      }),
      hitRatio: dial({
        title: "Redis Cache Hit Rate",
        description: hitRatio.description,
        empty: "Nobody asks Redis for a key",
        trace: trace(hitRatio, () => "hits"),
        max: percent(100),
        levels: { low: policies.LowCacheHitRate.limit },
      }),
      redisCommands: lines({
        title: "Redis Commands (per second)",
        description: commandRate.description,
        empty: "Redis is out of sight",
        traces: [trace(commandRate, () => "commands")],
      }),
      redisClients: lines({
        title: "Redis Connected Clients",
        description: clients.description,
        empty: "Redis is out of sight",
        traces: [trace(clients, () => "clients")],
      }),
    },
  });
