import {
  errorRatio,
  latency,
  RAISED_ERROR_RATIO,
  requestRate,
  requestRateByRoute,
  requestRateByStatus,
  SLUGGISH,
} from "../signals/backend";
import { firingFor } from "../signals/firing";
import { PLACES } from "../signals/places";
import { memory } from "../signals/process";
import { connections, maxConnections, RAISED_CONNECTIONS } from "../signals/postgres";
import { memoryRatio, RAISED_MEMORY } from "../signals/redis";
import { percent } from "../signals/promql/units";
import { usualRequestRate } from "../signals/usualTraffic";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { alertTable, dashboard, dial, dialUpTo, lines, trace } from "./grafana";

export const systemOverview = ({ policies, links }: DashboardContext) =>
  dashboard(PLACES.systemOverview, {
    title: "System Overview",
    description: "Whether AutoDealGenie serves its users, and the state of what it depends on.",
    tags: ["autodealgenie", "system", "overview"],
    refresh: "10s",
    from: "now-1h",
    rows: [
      ["firing"],
      ["requestRate", "errorRate", "latency"],
      ["statusCodes", "applicationMemory"],
      ["postgresConnections", "redisMemory"],
    ],
    next: lead("Is the error budget at risk?", PLACES.slos, "budgetLeft"),
    leads: {
      requestRate: [lead("Which routes are used?", PLACES.businessMetrics, "busiestRoutes")],
      errorRate: [
        lead("Is the error budget at risk?", PLACES.slos, "budgetLeft"),
        lead("Does the database fail?", PLACES.dataServices, "queryErrors"),
        lead("Was a container restarted?", PLACES.infrastructure, "restarts"),
      ],
      latency: [
        lead("Which routes are slow?", PLACES.application, "latencyByRoute"),
        lead("Is the database slow?", PLACES.dataServices, "queryTime"),
        lead("Is the event loop blocked?", PLACES.application, "eventLoopLag"),
      ],
      statusCodes: [lead("Which routes are slow?", PLACES.application, "latencyByRoute")],
      applicationMemory: [
        lead("Is it the JavaScript heap?", PLACES.application, "heap"),
        lead("How close is the limit?", PLACES.infrastructure, "memoryShare"),
      ],
      postgresConnections: [
        lead("What do the connections do?", PLACES.dataServices, "connectionsByState"),
      ],
      redisMemory: [lead("Are keys evicted?", PLACES.dataServices, "removedKeys")],
    },
    panels: {
      firing: alertTable({
        title: "Firing Alerts",
        description: firingFor.description,
        empty: "No alert fires",
        trace: trace(firingFor, ({ alertname }) => alertname),
        runbooks: links?.runbooks,
      }),
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
        description: "Percentiles of the response time, over all routes.",
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
        empty: "postgres-exporter does not report PostgreSQL",
        trace: trace(connections, () => "connections"),
        limit: trace(maxConnections, () => "max_connections"),
        levels: { raised: RAISED_CONNECTIONS, high: policies.DatabaseConnectionPoolHigh.limit },
      }),
      redisMemory: dial({
        title: "Redis Memory Usage",
        description: memoryRatio.description,
        empty: "Redis has no maxmemory, or is not reported",
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
