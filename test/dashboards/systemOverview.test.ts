import { filledIn, panelQueries } from "../../dashboards";
import { declaredDashboards as dashboards } from "../support/declared";
import { askPanel as ask } from "../support/panels";

const overview = dashboards.find(({ uid }) => uid === "autodealgenie-system-overview")!;

/** A panel's expression with a window of one minute, which Grafana would choose for the last hour. */
function exprOf(title: string, refId = "A"): string {
  const query = panelQueries(overview).find((q) => q.title === title && q.refId === refId)!;
  return filledIn(query.expr, "1m");
}

const request = (labels: string) => `http_requests_total{job="backend",method="GET",${labels}}`;
const up = 'up{job="backend",pod="a"}';

it("shows firing alerts above the seven panels of System Overview, refreshed every 10 seconds", () => {
  expect(overview.refresh).toBe("10s");
  const [first, ...others] = overview.panels.map(({ title }) => title);
  expect(first).toBe("Firing Alerts");
  expect(others.sort()).toEqual([
    "API Latency Percentiles",
    "Application Memory Usage",
    "Error Rate (5xx)",
    "HTTP Status Codes",
    "PostgreSQL Active Connections",
    "Redis Memory Usage",
    "Request Rate (req/s)",
  ]);
});

describe("Firing Alerts", () => {
  const began = (labels: string) => `ALERTS_FOR_STATE{${labels}}`;
  const state = (labels: string, of: string) => `ALERTS{${labels},alertstate="${of}"}`;
  const disk = (volume: string) =>
    `alertname="DiskSpaceLow",severity="critical",component="infrastructure",volume="${volume}"`;
  const slow = 'alertname="SlowQueries",severity="warning",component="database"';
  const always = 'alertname="Watchdog",severity="none",component="monitoring"';

  it("lists each firing alert once, with the duration of its longest instance, and no pending ones", () => {
    ask({
      series: {
        [began(disk("a"))]: "0x20",
        [state(disk("a"), "firing")]: "1x20",
        [began(disk("b"))]: "60x20",
        [state(disk("b"), "firing")]: "1x20",
        [began(slow)]: "0x20",
        [state(slow, "pending")]: "1x20",
        [began(always)]: "0x20",
        [state(always, "firing")]: "1x20",
      },
      at: "4m",
      expr: exprOf("Firing Alerts"),
      yields: [
        {
          labels: '{alertname="DiskSpaceLow",component="infrastructure",severity="critical"}',
          value: 240,
        },
      ],
    });
  });

  it("links each alert to its runbook", () => {
    const { overrides } = overview.panels[0]!.fieldConfig!;
    const name = overrides.find(({ matcher }) => matcher.options === "alertname");
    expect(name?.properties.find(({ id }) => id === "links")?.value).toEqual([
      { title: "What to do", url: "https://runbooks/${__value.text}.md", targetBlank: true },
    ]);
  });
});

// Samples are 15 seconds apart, so `0+15x20` is one per second.
describe("Request Rate (req/s)", () => {
  const title = "Request Rate (req/s)";
  const series = {
    [request('route="/deals",status="200",pod="a"')]: "0+15x20",
    [request('route="/deals",status="500",pod="b"')]: "0+15x20",
    [request('route="/health",status="200",pod="a"')]: "0+15x20",
    [request('route="/quiet",status="200",pod="a"')]: "0x20",
    [up]: "1x20",
  };

  it("adds up pods and status codes", () => {
    ask({ series, at: "4m", expr: exprOf(title), yields: [{ labels: "{}", value: 2 }] });
  });

  it("draws a line for each route in use", () => {
    const yields = [{ labels: '{method="GET",route="/deals"}', value: 2 }];
    ask({ series, at: "4m", expr: exprOf(title, "B"), yields });
  });

  it("draws usual traffic as the median of the rates an hour, a day and a week before", () => {
    const usual = (before: string) => `before:requests:rate_quantile{before="${before}"}`;
    const times = { [usual("hour")]: "0x20", [usual("day")]: "3x20", [usual("week")]: "4x20" };
    ask({
      series: times,
      at: "4m",
      expr: exprOf(title, "C"),
      yields: [{ labels: "{}", value: 3 }],
    });
  });

  it("is 0 before the first request, and empty if the backend is down", () => {
    const expr = exprOf(title);
    ask({ series: { [up]: "1x20" }, at: "4m", expr, yields: [{ labels: "{}", value: 0 }] });
    ask({ series: { [up]: "0x20" }, at: "4m", expr, yields: [] });
  });
});

it("divides all failures by all requests in Error Rate (5xx)", () => {
  const series = {
    [request('route="/deals",status="200",pod="a"')]: "0+27x20",
    [request('route="/deals",status="500",pod="a"')]: "0+1x20",
    [request('route="/auth/me",status="503",pod="b"')]: "0+2x20",
    [up]: "1x20",
  };
  const yields = [{ labels: "{}", value: 0.1 }];
  ask({ series, at: "4m", expr: exprOf("Error Rate (5xx)"), yields });
});

it("computes API Latency Percentiles over all pods, even above one second", () => {
  const bucket = (pod: string, le: string) =>
    `http_request_duration_seconds_bucket{job="backend",method="GET",route="/deals",pod="${pod}",le="${le}"}`;
  const series = {
    [bucket("a", "1")]: "0+50x20",
    [bucket("a", "2")]: "0+50x20",
    [bucket("a", "2.5")]: "0+50x20",
    [bucket("a", "+Inf")]: "0+50x20",
    [bucket("b", "1")]: "0x20",
    [bucket("b", "2")]: "0x20",
    [bucket("b", "2.5")]: "0+50x20",
    [bucket("b", "+Inf")]: "0+50x20",
  };
  const expr = exprOf("API Latency Percentiles", "C");
  // The 95th of 100 requests is the 45th of the 50 that took between 2 and 2.5 seconds.
  ask({ series, at: "4m", expr, yields: [{ labels: "{}", value: 2.45 }] });
});

it("shows the rate of each code in HTTP Status Codes over all routes", () => {
  const series = {
    [request('route="/deals",status="200",pod="a"')]: "0+15x20",
    [request('route="/auth/me",status="200",pod="b"')]: "0+30x20",
    [request('route="/deals",status="404",pod="a"')]: "0x20",
  };
  const yields = [
    { labels: '{status="200"}', value: 3 },
    { labels: '{status="404"}', value: 0 },
  ];
  ask({ series, at: "4m", expr: exprOf("HTTP Status Codes"), yields });
});

it("counts PostgreSQL's connections over all databases, next to the maximum", () => {
  const database = (name: string) =>
    `pg_stat_database_numbackends{job="postgres-exporter",datid="1",datname="${name}"}`;
  const series = {
    [database("autodealgenie")]: "7x20",
    [database("postgres")]: "2x20",
    'pg_settings_max_connections{job="postgres-exporter",server="postgres:5432"}': "100x20",
  };
  const title = "PostgreSQL Active Connections";
  ask({ series, at: "4m", expr: exprOf(title), yields: [{ labels: "{}", value: 9 }] });
  ask({ series, at: "4m", expr: exprOf(title, "B"), yields: [{ labels: "{}", value: 100 }] });
});

it("shows Redis memory as a share of maxmemory, and nothing if maxmemory is not set", () => {
  const used = { 'redis_memory_used_bytes{job="redis-exporter",pod="a"}': "30x20" };
  const max = 'redis_memory_max_bytes{job="redis-exporter",pod="a"}';
  const expr = exprOf("Redis Memory Usage");
  const yields = [{ labels: "{}", value: 0.3 }];
  ask({ series: { ...used, [max]: "100x20" }, at: "4m", expr, yields });
  ask({ series: { ...used, [max]: "0x20" }, at: "4m", expr, yields: [] });
});

it("shows the memory of each backend pod, and of nothing else", () => {
  const series = {
    'process_resident_memory_bytes{job="backend",pod="a"}': "100x20",
    'process_resident_memory_bytes{job="backend",pod="b"}': "200x20",
    'process_resident_memory_bytes{job="prometheus",pod="c"}': "300x20",
  };
  const yields = [
    { labels: '{pod="a"}', value: 100 },
    { labels: '{pod="b"}', value: 200 },
  ];
  ask({ series, at: "4m", expr: exprOf("Application Memory Usage"), yields });
});
