import type { SloName } from "../../signals/slo/objectives";
import type { Tier } from "../../signals/slo/tiers";
import type { ScenariosByAlert, Scenario, AlertScenarios } from "./scenario";

const request = (status: number, route = "/deals") =>
  `http_requests_total{job="backend",pod="backend-a",method="GET",route="${route}",status="${status}"}`;
const within = (le: string) =>
  `http_request_duration_seconds_bucket{job="backend",pod="backend-a",method="GET",route="/deals",le="${le}"}`;

/** A thousand requests per minute for 40 minutes, with this many bad ones. */
type Traffic = (bad: number, minutes?: number) => Readonly<Record<string, string>>;

const failing: Traffic = (bad, minutes = 40) => ({
  [request(200)]: `0+${1000 - bad}x${minutes}`,
  [request(500)]: `0+${bad}x${minutes}`,
});
const slowerThan =
  (limit: string): Traffic =>
  (bad, minutes = 40) => ({
    [within(limit)]: `0+${1000 - bad}x${minutes}`,
    [within("+Inf")]: `0+1000x${minutes}`,
  });

interface Budget {
  readonly slo: SloName;
  /** The series for a number of bad requests. */
  readonly traffic: Traffic;
  /** How many of a thousand requests may be bad so that the budget just lasts. */
  readonly allowed: number;
  readonly summary: string;
  readonly promise: string;
}

/** The scenarios of each tier, whose limit is a multiple of an objective's budget. */
function told({ slo, traffic, allowed, summary, promise }: Budget): AlertScenarios {
  const fires = (...tiers: readonly Tier[]) => tiers.map((tier) => ({ slo, tier }));
  const burning = (times: number, minutes?: number) => traffic(times * allowed, minutes);
  const scenarios: readonly Scenario[] = [
    {
      title: "fires in the tiers that page first, after a minute",
      series: burning(18),
      at: "4m",
      fires: fires("fastest", "fast"),
    },
    { title: "waits a minute", series: burning(18), at: "90s", fires: [] },
    {
      title: "fires in every tier once its waiting time has passed",
      series: burning(18),
      at: "35m",
      fires: fires("fastest", "fast", "slow", "slowest"),
    },
    {
      title: "fires in all but the fastest tier just below that tier's limit of 14.4",
      series: burning(14),
      at: "35m",
      fires: fires("fast", "slow", "slowest"),
    },
    {
      title: "fires only in the two slow tiers just below the fast tier's limit of 6",
      series: burning(5.8),
      at: "35m",
      fires: fires("slow", "slowest"),
    },
    {
      title: "fires only in the slowest tier just below the slow tier's limit of 3",
      series: burning(2.8),
      at: "35m",
      fires: fires("slowest"),
      says: {
        summary,
        description: `The objective is that ${promise}. The error budget burns 2.8 times too fast; at 1 times, the limit, it is spent in 30 days.`,
      },
    },
    {
      title: "stays quiet while the budget lasts",
      case: "just below the limit",
      series: burning(0.9),
      at: "35m",
      fires: [],
    },
    {
      title: "stays quiet without traffic, when the share of bad requests is 0/0",
      case: "no traffic",
      series: Object.fromEntries(Object.keys(burning(18)).map((name) => [name, "700x40"])),
      at: "35m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as bad requests",
      case: "restarted counter",
      series: Object.fromEntries(
        Object.entries(burning(0.5, 20)).map(([name, values]) => [
          name,
          `${values.replace(/^0/, "90000")} ${values}`,
        ]),
      ),
      at: "35m",
      fires: [],
    },
    {
      title:
        "resolves in the fastest tier soon after the last bad request, thanks to its short window",
      series: Object.fromEntries(
        Object.entries(burning(20, 20)).map(([name, values]) => {
          const total = Number(/\+([\d.]+)x/.exec(values)?.[1]) * 20;
          const bad = name.includes('status="500"');
          const each = name.includes("_bucket") || !bad ? 1000 : 0;
          return [name, `${values} ${total + each}+${each}x20`];
        }),
      ),
      at: "27m",
      fires: fires("fast", "slow", "slowest"),
    },
  ];
  return { scenarios, cannotBe: {} };
}

const tiers = (...burning: readonly Tier[]) =>
  burning.map((tier) => ({ slo: "availability" as const, tier }));

const failures = told({
  slo: "availability",
  traffic: failing,
  allowed: 1,
  summary: "Too many users' requests fail for the objective to be met.",
  promise: "99.9% of the requests over 30d are answered without a 5xx status",
});

const ofFewRequests: readonly Scenario[] = [
  ...[5, 1, 1 / 4].flatMap((perMinute): readonly Scenario[] => [
    {
      title: `fires in every tier at ${perMinute} requests per minute if all fail`,
      series: { [request(500)]: `0+${perMinute}x400` },
      at: "70m",
      fires: tiers("fastest", "fast", "slow", "slowest"),
    },
    {
      title: `keeps firing in every tier for hours at ${perMinute} failing requests per minute`,
      series: { [request(500)]: `0+${perMinute}x400` },
      at: "390m",
      fires: tiers("fastest", "fast", "slow", "slowest"),
    },
  ]),
  ...[35, 60, 120, 300].map((minute): Scenario => ({
    title: `stays quiet if three requests fail in a night with little traffic, at ${minute}m`,
    series: {
      [request(200)]: "0+0.2x400",
      [request(500)]: "0x30 1 2 3x370",
    },
    at: `${minute}m`,
    fires: [],
  })),
  {
    title: "stays quiet at a single failure of a service that has just started",
    series: { [request(500)]: "0x5 1x60" },
    at: "30m",
    fires: [],
  },
];

export const sloScenarios = {
  AvailabilityBudgetBurn: {
    ...failures,
    scenarios: [
      ...failures.scenarios,
      ...ofFewRequests,
      {
        title: "does not count failing readiness probes",
        series: { ...failing(0), [request(503, "/ready")]: "0+600x40" },
        at: "35m",
        fires: [],
      },
    ],
  },
  LatencyBudgetBurn: told({
    slo: "latency",
    traffic: slowerThan("0.5"),
    allowed: 50,
    summary: "Too many users' requests take longer than half a second for the objective to be met.",
    promise: "95% of the requests over 30d are answered within 500 ms",
  }),
  SlowRequestBudgetBurn: told({
    slo: "slowRequests",
    traffic: slowerThan("2.0"),
    allowed: 10,
    summary: "Too many users' requests take longer than two seconds for the objective to be met.",
    promise: "99% of the requests over 30d are answered within 2 s",
  }),
} satisfies ScenariosByAlert;
