import {
  errorRatio,
  latency,
  RAISED_ERROR_RATIO,
  requestRate,
  requestRateByRoute,
  requestRateByStatus,
  SLUGGISH,
} from "../signals/backend";
import { PLACES } from "../signals/places";
import { memory } from "../signals/process";
import { connections, maxConnections, RAISED_CONNECTIONS } from "../signals/postgres";
import { memoryRatio, RAISED_MEMORY } from "../signals/redis";
import { percent } from "../signals/promql/units";
import { usualRequestRate } from "../signals/usualTraffic";
import type { DashboardContext } from "./context";
import { dashboard, dial, dialUpTo, lines, trace } from "./grafana";

export const systemOverview = ({ policies }: DashboardContext) =>
  dashboard(PLACES.systemOverview, {
    title: "System Overview",
    description: "Whether AutoDealGenie serves its users, and what it stands on.",
    tags: ["autodealgenie", "system", "overview"],
    refresh: "10s",
    from: "now-1h",
    rows: [
      ["requestRate", "errorRate", "latency"],
      ["statusCodes", "applicationMemory"],
      ["postgresConnections", "redisMemory"],
    ],
    panels: {
      requestRate: lines({
        title: "Request Rate (req/s)",
        description: requestRate.description,
        empty: "The backend does not answer",
        traces: [
          trace(requestRate, () => "all"),
          trace(requestRateByRoute, ({ method, route }) => `${method} ${route}`),
          trace(usualRequestRate, () => "usually at least"),
        ],
        levels: { high: policies.HighRequestRate.limit },
      }),
      errorRate: dial({
        title: "Error Rate (5xx)",
        description: errorRatio.description,
        empty: "The backend does not answer",
        trace: trace(errorRatio, () => "5xx"),
        max: percent(100),
        levels: { raised: RAISED_ERROR_RATIO, high: policies.HighErrorRate.limit },
      }),
      latency: lines({
        title: "API Latency Percentiles",
        description:
          "The time within which so many of 100 requests were answered, over all routes.",
        empty: "No requests",
        traces: [
          trace(latency(0.5), () => "p50"),
          trace(latency(0.9), () => "p90"),
          trace(latency(0.95), () => "p95"),
          trace(latency(0.99), () => "p99"),
        ],
        levels: { raised: SLUGGISH, high: policies.HighAPILatency.limit },
      }),
      statusCodes: lines({
        title: "HTTP Status Codes",
        description: requestRateByStatus.description,
        empty: "No requests",
        traces: [trace(requestRateByStatus, ({ status }) => status)],
      }),
      postgresConnections: dialUpTo({
        title: "PostgreSQL Active Connections",
        description: `${connections.description} The scale ends at max_connections.`,
        empty: "PostgreSQL is out of sight",
        trace: trace(connections, () => "connections"),
        limit: trace(maxConnections, () => "max_connections"),
        levels: { raised: RAISED_CONNECTIONS, high: policies.DatabaseConnectionPoolHigh.limit },
      }),
      redisMemory: dial({
        title: "Redis Memory Usage",
        description: memoryRatio.description,
        empty: "No maxmemory, or Redis is out of sight",
        trace: trace(memoryRatio, () => "used"),
        max: percent(100),
        levels: { raised: RAISED_MEMORY, high: policies.HighRedisMemoryUsage.limit },
      }),
      applicationMemory: lines({
        title: "Application Memory Usage",
        description: memory.description,
        empty: "The backend does not answer",
        traces: [trace(memory, ({ pod }) => pod)],
      }),
    },
  });
