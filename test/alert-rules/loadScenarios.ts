import type { ScenariosByAlert, Scenario } from "./scenario";

const UP = 'up{job="backend",pod="backend-a",instance="backend-a:8000"}';

const bucket = (le: string, pod = "backend-a", route = "/api/v1/deals") =>
  `http_request_duration_seconds_bucket{job="backend",pod="${pod}",method="GET",route="${route}",le="${le}"}`;
/** A histogram with these numbers of requests per minute up to each bound, with a sample per minute. */
const requests = (counts: Readonly<Record<string, number>>, pod?: string, route?: string) =>
  Object.fromEntries(
    Object.entries(counts).map(([le, n]) => [bucket(le, pod, route), `0+${n}x30`]),
  );

/** One request every few minutes, or none, for three hours. */
const seldom = (le: string, minutes: number, step: 0 | 1) => ({
  [bucket(le)]: Array.from({ length: 180 }, (_, minute) =>
    String(step * Math.floor(minute / minutes)),
  ).join(" "),
});

const highAPILatency: readonly Scenario[] = [
  {
    title: "fires once for all routes and pods together",
    series: {
      ...requests({ "1": 50, "2": 50, "2.5": 50, "5": 50, "+Inf": 50 }, "backend-a"),
      ...requests({ "1": 0, "2": 0, "2.5": 50, "5": 50, "+Inf": 50 }, "backend-b", "/api/v1/me"),
    },
    at: "20m",
    fires: [{}],
    says: {
      summary: "The backend answers slowly.",
      description: "One in twenty of all users' requests takes longer than 2.45s; the limit is 2s.",
    },
  },
  {
    title: "fires if all requests take longer than the largest bucket",
    series: requests({ "2": 0, "5": 0, "10": 0, "+Inf": 60 }),
    at: "20m",
    fires: [{}],
  },
  ...[4, 3, 2].flatMap((minutes): readonly Scenario[] =>
    [30, 71, 172].map((at) => ({
      title: `stays quiet if the only traffic is a 6 s request every ${minutes} minutes, at ${at}m`,
      series: {
        ...seldom("2", minutes, 0),
        ...seldom("5", minutes, 0),
        ...seldom("10", minutes, 1),
        ...seldom("+Inf", minutes, 1),
      },
      at: `${at}m`,
      fires: [],
    })),
  ),
  {
    title: "fires if the only traffic is one slow request a minute",
    series: {
      ...seldom("2", 1, 0),
      ...seldom("5", 1, 0),
      ...seldom("10", 1, 1),
      ...seldom("+Inf", 1, 1),
    },
    at: "35m",
    fires: [{}],
  },
  {
    title: "waits ten minutes",
    series: requests({ "2": 0, "5": 60, "+Inf": 60 }),
    // The first rate needs two samples, so the alert is pending from 1m on.
    at: "630s",
    fires: [],
  },
  {
    title: "fires after ten minutes",
    series: requests({ "2": 0, "5": 60, "+Inf": 60 }),
    at: "11m",
    fires: [{}],
  },
  {
    title: "stays quiet while 95 of 100 requests take up to two seconds",
    case: "just below the limit",
    series: requests({ "1": 0, "2": 95, "2.5": 95, "10": 100, "+Inf": 100 }),
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet without requests, when there is no quantile",
    case: "no traffic",
    series: {
      [bucket("2")]: "0x30",
      [bucket("5")]: "60x30",
      [bucket("+Inf")]: "60x30",
      [UP]: "1x30",
    },
    at: "30m",
    fires: [],
  },
  {
    title: "does not treat a counter reset as slow requests",
    case: "restarted counter",
    series: {
      [bucket("2")]: "6000+60x10 0+60x20",
      [bucket("5")]: "9000+60x10 0+60x20",
      [bucket("+Inf")]: "9000+60x10 0+60x20",
    },
    at: "25m",
    fires: [],
  },
  {
    title: "fires for slow requests despite many fast probes",
    series: {
      ...requests({ "2": 0, "5": 10, "+Inf": 10 }, "backend-a"),
      ...requests({ "2": 900, "5": 900, "+Inf": 900 }, "backend-a", "/health"),
    },
    at: "20m",
    fires: [{}],
  },
];

const request = (route: string, pod = "backend-a") =>
  `http_requests_total{job="backend",pod="${pod}",method="GET",route="${route}",status="200"}`;

const highRequestRate: readonly Scenario[] = [
  {
    title: "fires once for all routes and pods together",
    series: { [request("/api/v1/deals")]: "0+4000x30", [request("/b", "backend-b")]: "0+4000x30" },
    at: "20m",
    fires: [{}],
    says: {
      summary: "The backend gets more requests than it is sized for.",
      description: "Users send 133.3/s requests, over all routes and pods; the limit is 100/s.",
    },
  },
  {
    title: "stays quiet just below 100 requests per second",
    case: "just below the limit",
    series: { [request("/api/v1/deals")]: "0+5990x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "stays quiet after a five-minute burst",
    series: { [request("/api/v1/deals")]: "0+9000x5 45000x30" },
    at: "12m",
    fires: [],
  },
  {
    title: "stays quiet without requests",
    case: "no traffic",
    series: { [request("/api/v1/deals")]: "7000x30", [UP]: "1x30" },
    at: "30m",
    fires: [],
  },
  {
    title: "does not treat a counter reset as requests",
    case: "restarted counter",
    series: { [request("/api/v1/deals")]: "900000+60x10 0+60x20" },
    at: "22m",
    fires: [],
  },
  {
    title: "does not count probes",
    series: { [request("/health")]: "0+9000x30" },
    at: "30m",
    fires: [],
  },
];

const lag = (pod: string) =>
  `nodejs_eventloop_lag_p99_seconds{job="backend",pod="${pod}",instance="${pod}:8000"}`;

const eventLoopLagHigh: readonly Scenario[] = [
  {
    title: "fires once, and names the blocked pods",
    series: { [lag("backend-a")]: "0.011x20", [lag("backend-b")]: "0.4x20" },
    at: "10m",
    fires: [{}],
    says: {
      summary: "The backend's event loop is blocked.",
      description: "Work waits up to 400ms for the event loop in backend-b; the limit is 0.25s.",
    },
  },
  {
    title: "does not restart its wait when a blocked pod is replaced by another blocked pod",
    series: { [lag("backend-a")]: "0.4x3 stale", [lag("backend-b")]: "_x3 0.5x20" },
    at: "6m",
    fires: [{}],
  },
  {
    title: "waits five minutes",
    series: { [lag("backend-a")]: "0.4x20" },
    at: "270s",
    fires: [],
  },
  {
    title: "stays quiet if the lag lasts only two minutes",
    series: { [lag("backend-a")]: "0.01x9 0.4x1 0.01x20" },
    at: "15m",
    fires: [],
  },
  {
    title: "stays quiet at a lag of exactly 0.25 s",
    case: "just below the limit",
    series: { [lag("backend-a")]: "0.25x20" },
    at: "15m",
    fires: [],
  },
  {
    title: "stays quiet while the event loop is idle",
    case: "no traffic",
    series: { [lag("backend-a")]: "0.011x20", [lag("backend-b")]: "0x20" },
    at: "15m",
    fires: [],
  },
];

export const loadScenarios = {
  HighAPILatency: { scenarios: highAPILatency, cannotBe: {} },
  HighRequestRate: { scenarios: highRequestRate, cannotBe: {} },
  EventLoopLagHigh: {
    scenarios: eventLoopLagHigh,
    cannotBe: { "restarted counter": "it reads a gauge that each scrape begins anew" },
  },
} satisfies ScenariosByAlert;
