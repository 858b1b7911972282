import { postgresExporter } from "../signals/exporters/postgresExporter";
import { down } from "../signals/availability";
import { poolWaiting } from "../signals/database";
import { panel, PLACES } from "../signals/places";
import { count, percent, seconds } from "../signals/promql/units";
import { connectionRatio, meanStatementTime } from "../signals/postgres";
import { alert } from "./alert";
import { downOrAbsent, percentText } from "./text";

export const postgresAlerts = [
  alert("DatabaseDown", {
    policy: { for: "2m", severity: "critical" },
    rule: () => ({
      when: down(postgresExporter.pg_up, "postgres-exporter"),
      component: "database",
      summary: () => "PostgreSQL is down or out of sight.",
      description: () =>
        downOrAbsent({
          down: "postgres-exporter cannot reach PostgreSQL.",
          absent: "postgres-exporter reports nothing, so PostgreSQL may be up or down.",
        }),
      view: panel(PLACES.systemOverview, "postgresConnections"),
    }),
  }),
  alert("DatabaseConnectionPoolHigh", {
    policy: { limit: percent(80), for: "5m", severity: "warning" },
    silencedBy: ["DatabaseDown"],
    rule: ({ limit }) => ({
      when: connectionRatio.above(limit),
      component: "database",
      summary: () => "PostgreSQL runs out of connections.",
      description: (_, value) =>
        `${value} of the connections that PostgreSQL allows are taken; the limit is ${percentText(limit)}. At 100% it refuses everybody.`,
      view: panel(PLACES.databasePerformance, "connectionRatio"),
    }),
  }),
  alert("DatabasePoolWaiting", {
    /** The limit is so many requests waiting in one pod, on average. */
    policy: { limit: count(1), window: "5m", for: "5m", severity: "warning" },
    silencedBy: ["DatabaseDown"],
    rule: ({ limit, window }) => ({
      when: poolWaiting.atLeast(limit, window),
      component: "database",
      summary: () => "Requests queue for a database connection.",
      description: ({ pod }, value) =>
        `${value} requests wait on average for a connection of the backend's own pool in pod ${pod}.`,
      view: panel(PLACES.dataServices, "poolWaiting"),
    }),
  }),
  alert("SlowQueries", {
    policy: { limit: seconds(1), window: "10m", for: "10m", severity: "warning" },
    silencedBy: ["DatabaseDown"],
    rule: ({ limit, window }) => ({
      when: meanStatementTime.above(limit, window),
      component: "database",
      summary: () => "PostgreSQL answers slowly.",
      description: (_, value) =>
        `A statement takes ${value} on average, over all statements; the limit is ${limit.value}s.`,
      view: panel(PLACES.dataServices, "meanStatementTime"),
    }),
  }),
];
