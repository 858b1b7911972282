import { filledIn, panelQueries } from "../../dashboards";
import { declaredDashboards as dashboards } from "../support/declared";
import { askPanel as ask } from "../support/panels";

const board = dashboards.find(({ uid }) => uid === "autodealgenie-database-performance")!;

/** A panel's expression with a window of one minute, which Grafana would choose for the last hour. */
function exprOf(title: string, refId = "A"): string {
  const query = panelQueries(board).find((q) => q.title === title && q.refId === refId)!;
  return filledIn(query.expr, "1m");
}

const exporter = 'job="postgres-exporter",environment="test",instance="a:9187"';
const database = (metric: string, datname = "autodealgenie") =>
  `pg_stat_database_${metric}{${exporter},datid="1",datname="${datname}"}`;
const redis = (metric: string) =>
  `redis_${metric}{job="redis-exporter",environment="test",instance="a:9121"}`;

it("shows the eight panels of Database Performance, refreshed every 10 seconds", () => {
  expect(board.refresh).toBe("10s");
  expect(board.panels.map(({ title }) => title)).toEqual([
    "PostgreSQL Connection Pool",
    "Connection Pool Utilization",
    "Database Transactions (per second)",
    "Database Operations (per second)",
    "Redis Memory Usage",
    "Redis Cache Hit Rate",
    "Redis Commands (per second)",
    "Redis Connected Clients",
  ]);
});

describe("PostgreSQL connections", () => {
  const series = {
    [database("numbackends")]: "20x20",
    [database("numbackends", "postgres")]: "5x20",
    [`pg_settings_max_connections{${exporter},server="postgres:5432"}`]: "50x20",
  };

  it("are drawn next to the maximum", () => {
    const title = "PostgreSQL Connection Pool";
    ask({ series, at: "4m", expr: exprOf(title), yields: [{ labels: "{}", value: 25 }] });
    ask({ series, at: "4m", expr: exprOf(title, "B"), yields: [{ labels: "{}", value: 50 }] });
  });

  it("are divided by the maximum despite different labels", () => {
    const expr = exprOf("Connection Pool Utilization");
    ask({ series, at: "4m", expr, yields: [{ labels: "{}", value: 0.5 }] });
  });
});

// Samples are 15 seconds apart, so `0+15x20` is one per second.
it.each([
  ["Database Transactions (per second)", "A", "xact_commit"],
  ["Database Transactions (per second)", "B", "xact_rollback"],
  ["Database Operations (per second)", "A", "tup_inserted"],
  ["Database Operations (per second)", "B", "tup_updated"],
  ["Database Operations (per second)", "C", "tup_deleted"],
  ["Database Operations (per second)", "D", "tup_fetched"],
  ["Database Operations (per second)", "E", "tup_returned"],
])("%s, query %s, counts %s of our database only", (title, refId, metric) => {
  const series = { [database(metric)]: "100+30x20", [database(metric, "postgres")]: "100+90x20" };
  ask({ series, at: "4m", expr: exprOf(title, refId), yields: [{ labels: "{}", value: 2 }] });
});

describe("Redis Memory Usage", () => {
  it("draws maxmemory if it is set", () => {
    const title = "Redis Memory Usage";
    const series = { [redis("memory_used_bytes")]: "30x20", [redis("memory_max_bytes")]: "100x20" };
    ask({ series, at: "4m", expr: exprOf(title), yields: [{ labels: "{}", value: 30 }] });
    ask({ series, at: "4m", expr: exprOf(title, "B"), yields: [{ labels: "{}", value: 100 }] });
  });

  it("draws no line at 0 if maxmemory is not set", () => {
    const series = { [redis("memory_max_bytes")]: "0x20" };
    ask({ series, at: "4m", expr: exprOf("Redis Memory Usage", "B"), yields: [] });
  });
});

describe("Redis Cache Hit Rate", () => {
  const expr = exprOf("Redis Cache Hit Rate");

  it("divides hits by all lookups", () => {
    const series = {
      [redis("keyspace_hits_total")]: "100+90x20",
      [redis("keyspace_misses_total")]: "100+10x20",
    };
    ask({ series, at: "4m", expr, yields: [{ labels: "{}", value: 0.9 }] });
  });

  it("is empty, not NaN, without lookups", () => {
    const series = {
      [redis("keyspace_hits_total")]: "100x20",
      [redis("keyspace_misses_total")]: "100x20",
    };
    ask({ series, at: "4m", expr, yields: [] });
  });

  it("turns red at the alert's limit", () => {
    const dial = board.panels.find(({ title }) => title === "Redis Cache Hit Rate");
    expect(dial?.fieldConfig?.defaults.thresholds?.steps).toEqual([
      { color: "red", value: null },
      { color: "green", value: 0.8 },
    ]);
  });
});

it("counts Redis's commands and clients", () => {
  const series = {
    [redis("commands_processed_total")]: "100+30x20",
    [redis("connected_clients")]: "7x20",
  };
  const commands = exprOf("Redis Commands (per second)");
  ask({ series, at: "4m", expr: commands, yields: [{ labels: "{}", value: 2 }] });
  const clients = exprOf("Redis Connected Clients");
  ask({ series, at: "4m", expr: clients, yields: [{ labels: "{}", value: 7 }] });
});
