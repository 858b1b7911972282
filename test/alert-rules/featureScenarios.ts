import { ofLittleTraffic } from "./littleTraffic";
import type { ScenariosByAlert, Scenario } from "./scenario";

interface Feature {
  readonly routes: readonly [string, string];
  /** A route that is easily confused with those of the feature. */
  readonly other: string;
  readonly says: NonNullable<Scenario["says"]>;
}

/** The scenarios of an alert on 5xx responses of a feature's routes. Samples are a minute apart. */
function failingTales({ routes: [first, second], other, says }: Feature): readonly Scenario[] {
  const requests = (route: string, status: number, pod = "backend-a") =>
    `http_requests_total{job="backend",pod="${pod}",method="POST",route="${route}",status="${status}"}`;
  return [
    {
      title: "fires once for all its routes and pods together",
      series: {
        [requests(first, 200)]: "0+45x20",
        [requests(first, 500)]: "0+3x20",
        [requests(second, 503, "backend-b")]: "0+2x20",
      },
      at: "15m",
      fires: [{}],
      says,
    },
    {
      title: "fires if no request ever succeeded",
      series: { [requests(first, 503)]: "0+3x20" },
      at: "15m",
      fires: [{}],
    },
    {
      title: "waits five minutes",
      series: { [requests(first, 200)]: "0+5x20", [requests(first, 500)]: "0+5x20" },
      at: "330s",
      fires: [],
    },
    {
      title: "stays quiet at exactly five percent",
      case: "just below the limit",
      series: { [requests(first, 200)]: "0+95x20", [requests(first, 500)]: "0+5x20" },
      at: "20m",
      fires: [],
    },
    {
      title: "stays quiet at 4xx responses, which are the client's fault",
      series: { [requests(first, 404)]: "0+50x20", [requests(first, 429)]: "0+50x20" },
      at: "20m",
      fires: [],
    },
    ...ofLittleTraffic({
      labels: {},
      series: (pod, good, bad) => ({
        [requests(first, 200, pod)]: good,
        [requests(second, 500, pod)]: bad,
      }),
      enough: 3,
      limit: 0.05,
    }),
    {
      title: "stays quiet without requests, when the failure ratio is 0/0",
      case: "no traffic",
      series: { [requests(first, 200)]: "9x20", [requests(first, 500)]: "4x20" },
      at: "20m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as failures",
      case: "restarted counter",
      series: {
        [requests(first, 200)]: "600+60x10 0+60x10",
        [requests(first, 500)]: "500x10 0x10",
      },
      at: "16m",
      fires: [],
    },
    {
      title: "stays quiet if only a route of another feature fails",
      series: { [requests(first, 200)]: "0+60x20", [requests(other, 500)]: "0+60x20" },
      at: "20m",
      fires: [],
    },
  ];
}

export const featureScenarios = {
  VehicleSearchFailing: {
    scenarios: failingTales({
      routes: ["/api/v1/vehicles/search", "/api/v1/vehicles/compare"],
      other: "/api/v1/vehicles/:vin",
      says: {
        summary: "Users cannot search for vehicles.",
        description: "10% of the vehicle searches are answered with a 5xx status; the limit is 5%.",
      },
    }),
    cannotBe: {},
  },
  NegotiationFailing: {
    scenarios: failingTales({
      routes: ["/api/v1/negotiations", "/api/v1/negotiations/:id/next"],
      other: "/api/v1/deals",
      says: {
        summary: "Users cannot negotiate.",
        description:
          "10% of the requests for negotiations are answered with a 5xx status; the limit is 5%.",
      },
    }),
    cannotBe: {},
  },
} satisfies ScenariosByAlert;
