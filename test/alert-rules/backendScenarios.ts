import { podsDown, UP_OR_DOWN } from "./downScenarios";
import { ofLittleTraffic } from "./littleTraffic";
import type { ScenariosByAlert, Scenario } from "./scenario";

const requests = (route: string, status: number, pod = "backend-a") =>
  `http_requests_total{job="backend",pod="${pod}",method="GET",route="${route}",status="${status}"}`;
const up = (pod: string, job = "backend") =>
  `up{job="${job}",namespace="autodealgenie",pod="${pod}",instance="${pod}:8000"}`;

// Samples are a minute apart, so `0+60x20` is one request per second for 20 minutes.
const highErrorRate: readonly Scenario[] = [
  {
    title: "fires once for all routes and pods together",
    series: {
      [requests("/deals", 200)]: "0+90x20",
      [requests("/deals", 500)]: "0+5x20",
      [requests("/auth/login", 503, "backend-b")]: "0+5x20",
    },
    at: "15m",
    fires: [{}],
    says: {
      summary: "The backend answers too many requests with errors.",
      description: "10% of all users' requests are answered with a 5xx status; the limit is 5%.",
    },
  },
  {
    title: "fires when every request fails and none ever succeeded",
    series: { [requests("/deals", 503)]: "0+30x20" },
    at: "15m",
    fires: [{}],
  },
  {
    title: "fires when failures start, even if their series did not exist before",
    series: { [requests("/deals", 200)]: "0+60x40", [requests("/deals", 500)]: "_x20 0+10x20" },
    at: "32m",
    fires: [{}],
  },
  {
    title: "does not fire before the condition has lasted five minutes",
    series: { [requests("/deals", 200)]: "0+90x20", [requests("/deals", 500)]: "0+10x20" },
    // The first rate needs two samples, so the alert is pending from 1m on.
    at: "330s",
    fires: [],
  },
  {
    title: "fires once the condition has lasted five minutes",
    series: { [requests("/deals", 200)]: "0+90x20", [requests("/deals", 500)]: "0+10x20" },
    at: "6m",
    fires: [{}],
  },
  {
    title: "stays quiet at exactly five percent",
    case: "just below the limit",
    series: { [requests("/deals", 200)]: "0+95x20", [requests("/deals", 500)]: "0+5x20" },
    at: "20m",
    fires: [],
  },
  {
    title: "fires just above five percent",
    series: { [requests("/deals", 200)]: "0+940x20", [requests("/deals", 500)]: "0+51x20" },
    at: "20m",
    fires: [{}],
  },
  {
    title: "stays quiet at many errors per second that are a small share of all requests",
    series: { [requests("/deals", 200)]: "0+59900x20", [requests("/deals", 500)]: "0+600x20" },
    at: "20m",
    fires: [],
  },
  {
    title: "fires at 0.1 requests per second if all fail",
    series: { [requests("/deals", 500)]: "0+6x20" },
    at: "20m",
    fires: [{}],
  },
  {
    title: "stays quiet without traffic, when the failure ratio is 0/0",
    case: "no traffic",
    series: { [requests("/deals", 200)]: "7x20", [requests("/deals", 500)]: "3x20" },
    at: "20m",
    fires: [],
  },
  {
    title: "stays quiet if no request was ever counted",
    series: { [up("backend-a")]: "1x20" },
    at: "20m",
    fires: [],
  },
  {
    title: "does not treat a counter reset as errors",
    case: "restarted counter",
    series: {
      [requests("/deals", 200)]: "6000+60x10 0+60x10",
      [requests("/deals", 500)]: "500x10 0x10",
    },
    at: "16m",
    fires: [],
  },
  {
    title: "keeps firing through a restart of the failing process",
    series: {
      [requests("/deals", 200)]: "6000+90x10 0+90x10",
      [requests("/deals", 500)]: "500+10x10 0+10x10",
    },
    at: "16m",
    fires: [{}],
  },
  {
    title: "does not count failing readiness probes",
    series: {
      [requests("/deals", 200)]: "0+12x20",
      [requests("/ready", 503)]: "0+12x20",
      [requests("/health", 200)]: "0+12x20",
    },
    at: "20m",
    fires: [],
  },
  {
    title: "fires if every user request fails while probes succeed",
    series: {
      [requests("/deals", 500)]: "0+6x20",
      [requests("/health", 200)]: "0+600x20",
      [requests("/metrics", 200)]: "0+600x20",
    },
    at: "20m",
    fires: [{}],
  },
  {
    title: "does not count another job's http_requests_total",
    series: { ['http_requests_total{job="grafana",route="/",status="500"}']: "0+60x20" },
    at: "20m",
    fires: [],
  },
  {
    title: "resolves once the failures stop",
    series: {
      [requests("/deals", 200)]: "0+90x40",
      [requests("/deals", 500)]: "0+10x20 200x20",
    },
    at: "26m",
    fires: [],
  },
];

const ofFewRequests = ofLittleTraffic({
  labels: {},
  series: (pod, good, bad) => ({
    [requests("/deals", 200, pod)]: good,
    [requests("/deals", 500, pod)]: bad,
  }),
  enough: 6,
  limit: 0.05,
});

export const backendScenarios = {
  HighErrorRate: { scenarios: [...highErrorRate, ...ofFewRequests], cannotBe: {} },
  ServiceDown: { scenarios: podsDown("backend"), cannotBe: UP_OR_DOWN },
} satisfies ScenariosByAlert;
