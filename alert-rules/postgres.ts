import { postgresExporter } from "../signals/exporters/postgresExporter";
import { poolWaiting } from "../signals/database";
import { panel, PLACES } from "../signals/places";
import { count, percent, seconds } from "../signals/promql/units";
import { connectionRatio, slowestStatement } from "../signals/postgres";
import { alert } from "./alert";
import { serverDown } from "./serverDown";
import { percentText } from "./text";

export const postgresAlerts = [
  alert("DatabaseDown", {
    policy: { for: "2m", severity: "critical" },
    rule: () =>
      serverDown({
        system: "PostgreSQL",
        component: "database",
        job: "postgres-exporter",
        gauge: postgresExporter.pg_up,
        view: panel(PLACES.systemOverview, "postgresConnections"),
      }),
  }),
  alert("DatabaseConnectionPoolHigh", {
    policy: { limit: percent(80), for: "5m", severity: "warning" },
    inhibitedBy: ["DatabaseDown"],
    rule: ({ limit, for: wait }) => ({
      when: connectionRatio.above(limit).mostOf(wait),
      component: "database",
      summary: () => "PostgreSQL runs out of connections.",
      description: (_, value) =>
        `${value} of the connections that PostgreSQL allows are in use; the limit is ${percentText(limit)}. At 100% it refuses new connections.`,
      view: panel(PLACES.databasePerformance, "connectionRatio"),
    }),
  }),
  alert("DatabasePoolWaiting", {
    /** The limit is the average number of requests waiting in one pod. */
    policy: { limit: count(1), window: "5m", for: "5m", severity: "warning" },
    inhibitedBy: ["DatabaseDown"],
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
    inhibitedBy: ["DatabaseDown"],
    rule: ({ limit, window }) => ({
      when: slowestStatement.above(limit, window),
      component: "database",
      summary: () => "PostgreSQL answers slowly.",
      description: (_, value) =>
        `A statement that is run again and again takes ${value} on average; the limit is ${limit.value}s.`,
      view: panel(PLACES.dataServices, "slowStatements"),
    }),
  }),
];
