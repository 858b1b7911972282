import { filledIn, panelQueries } from "../../dashboards";
import { declaredDashboards as dashboards } from "../support/declared";
import { askPanel as ask } from "../support/panels";

const board = dashboards.find(({ uid }) => uid === "autodealgenie-data-services")!;

function exprOf(title: string, refId = "A"): string {
  const query = panelQueries(board).find((q) => q.title === title && q.refId === refId)!;
  return filledIn(query.expr, "1m");
}

const backend = (metric: string, labels: string) =>
  `autodealgenie_${metric}{job="backend",environment="test",${labels}}`;
const statement = (metric: "calls" | "seconds", queryid: string, user = "autodealgenie") =>
  `pg_stat_statements_${metric}_total{job="postgres-exporter",datname="autodealgenie",user="${user}",queryid="${queryid}"}`;

it("adds up the connection pools of all pods, without waiting requests", () => {
  const pool = (pod: string, state: string) =>
    backend("db_pool_connections", `pod="${pod}",state="${state}"`);
  const series = {
    [pool("a", "active")]: "3x20",
    [pool("b", "active")]: "4x20",
    [pool("a", "idle")]: "1x20",
    [pool("b", "waiting")]: "9x20",
    [backend("db_pool_max_connections", 'pod="a"')]: "10x20",
    [backend("db_pool_max_connections", 'pod="b"')]: "10x20",
  };
  const title = "Application Connection Pool";
  const yields = [
    { labels: '{state="active"}', value: 7 },
    { labels: '{state="idle"}', value: 1 },
  ];
  ask({ series, at: "4m", expr: exprOf(title), yields });
  ask({ series, at: "4m", expr: exprOf(title, "B"), yields: [{ labels: "{}", value: 20 }] });
});

// Samples are 15 seconds apart, so there are four in a minute.
it("averages the number of waiting requests of each pod over the window", () => {
  const waits = (pod: string) => backend("db_pool_connections", `pod="${pod}",state="waiting"`);
  const series = { [waits("a")]: "0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4 0 4", [waits("b")]: "0x20" };
  const yields = [
    { labels: '{pod="a"}', value: 2 },
    { labels: '{pod="b"}', value: 0 },
  ];
  ask({ series, at: "4m", expr: exprOf("Requests Waiting for a Connection"), yields });
});

describe("Query Latency by Table (p95)", () => {
  const bucket = (table: string, le: string) =>
    backend("db_query_duration_seconds_bucket", `operation="select",table="${table}",le="${le}"`);
  const expr = exprOf("Query Latency by Table (p95)");

  it("shows each table's latency, and leaves out tables without queries", () => {
    const series = {
      [bucket("deals", "0.5")]: "0x20",
      [bucket("deals", "1")]: "0+100x20",
      [bucket("deals", "+Inf")]: "0+100x20",
      [bucket("users", "0.5")]: "0x20",
      [bucket("users", "1")]: "0x20",
      [bucket("users", "+Inf")]: "0x20",
    };
    ask({ series, at: "4m", expr, yields: [{ labels: '{table="deals"}', value: 0.975 }] });
  });
});

describe("PostgreSQL statements", () => {
  const series = {
    [statement("seconds", "1")]: "0+30x20",
    [statement("calls", "1")]: "0+15x20",
    [statement("seconds", "2")]: "0+0.03x20",
    [statement("calls", "2")]: "0+45x20",
    [statement("seconds", "3", "exporter")]: "0+60x20",
    [statement("calls", "3", "exporter")]: "0+15x20",
  };

  it("have a mean time that excludes the exporter's own statements", () => {
    const yields = [{ labels: "{}", value: 30.03 / 60 }];
    ask({ series, at: "4m", expr: exprOf("Mean Statement Time"), yields });
  });

  it("are listed by query ID if they are slow", () => {
    const yields = [{ labels: '{queryid="1"}', value: 2 }];
    ask({ series, at: "4m", expr: exprOf("Slowest Statements"), yields });
  });

  it("have no mean time while none are executed", () => {
    const idle = { [statement("seconds", "1")]: "30x20", [statement("calls", "1")]: "15x20" };
    ask({ series: idle, at: "4m", expr: exprOf("Mean Statement Time"), yields: [] });
    ask({ series: idle, at: "4m", expr: exprOf("Slowest Statements"), yields: [] });
  });
});

it("divides buffer cache hits by all block requests, and is empty without any", () => {
  const blocks = (metric: string) =>
    `pg_stat_database_${metric}{job="postgres-exporter",datid="1",datname="autodealgenie"}`;
  const expr = exprOf("Buffer Cache Hit Rate");
  const series = { [blocks("blks_hit")]: "0+97x20", [blocks("blks_read")]: "0+3x20" };
  ask({ series, at: "4m", expr, yields: [{ labels: "{}", value: 0.97 }] });
  const idle = { [blocks("blks_hit")]: "97x20", [blocks("blks_read")]: "3x20" };
  ask({ series: idle, at: "4m", expr, yields: [] });
});

it("shows the hit rate of each cache, and leaves out unused caches", () => {
  const cache = (metric: string, name: string) =>
    backend(`cache_${metric}`, `cache_name="${name}"`);
  const series = {
    [cache("hits_total", "deal")]: "0+9x20",
    [cache("misses_total", "deal")]: "0+1x20",
    [cache("hits_total", "car_search")]: "0x20",
    [cache("misses_total", "car_search")]: "0x20",
  };
  const yields = [{ labels: '{cache_name="deal"}', value: 0.9 }];
  ask({ series, at: "4m", expr: exprOf("Cache Hit Rate"), yields });
});

it("shows the mean time of each Redis command in use", () => {
  const command = (metric: string, cmd: string) =>
    `redis_commands_${metric}{job="redis-exporter",cmd="${cmd}"}`;
  const series = {
    [command("duration_seconds_total", "get")]: "0+0.15x20",
    [command("total", "get")]: "0+150x20",
    [command("duration_seconds_total", "flushall")]: "5x20",
    [command("total", "flushall")]: "1x20",
  };
  const yields = [{ labels: '{cmd="get"}', value: 0.001 }];
  ask({ series, at: "4m", expr: exprOf("Mean Command Time"), yields });
});

it("adds up the keys of all Redis databases, and those with an expiry", () => {
  const keys = (metric: string, db: string) =>
    `redis_db_${metric}{job="redis-exporter",db="${db}"}`;
  const series = {
    [keys("keys", "db0")]: "50x20",
    [keys("keys", "db1")]: "10x20",
    [keys("keys_expiring", "db0")]: "40x20",
    [keys("keys_expiring", "db1")]: "2x20",
  };
  ask({ series, at: "4m", expr: exprOf("Keys"), yields: [{ labels: "{}", value: 60 }] });
  ask({ series, at: "4m", expr: exprOf("Keys", "B"), yields: [{ labels: "{}", value: 42 }] });
});

it("shows how many bytes Redis receives and sends per second", () => {
  const bytes = (way: string) => `redis_net_${way}_bytes_total{job="redis-exporter"}`;
  const series = { [bytes("input")]: "0+3000x20", [bytes("output")]: "0+60000x20" };
  const expr = exprOf("Redis Traffic");
  ask({ series, at: "4m", expr, yields: [{ labels: "{}", value: 200 }] });
  ask({
    series,
    at: "4m",
    expr: exprOf("Redis Traffic", "B"),
    yields: [{ labels: "{}", value: 4000 }],
  });
});
