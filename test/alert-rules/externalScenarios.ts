import { ofLittleTraffic, ofRareCalls, type Counted } from "./littleTraffic";
import type { ScenariosByAlert, Scenario } from "./scenario";

/** The number of observations per minute up to each bound of a histogram. */
type Buckets = Readonly<Record<string, number>>;

interface Upstream {
  readonly labels: Readonly<Record<string, string>>;
  /** The series for a number of calls per minute and the number of those that fail, with a sample per minute. */
  readonly calls: (all: number, failed: number) => Readonly<Record<string, string>>;
  readonly timed: (buckets: Buckets) => Readonly<Record<string, string>>;
  /** One pod's counters of successful and failed calls. */
  readonly counted: Counted["series"];
  /** The number of calls per minute that is just too low. */
  readonly tooFew: number;
}

const growing = (perMinute: number) => `0+${perMinute}x30`;

const llm: Upstream = {
  labels: { model: "gpt" },
  calls: (all, failed) => ({
    'autodealgenie_llm_requests_total{job="backend",pod="a",model="gpt",prompt_type="negotiation"}':
      growing(all / 2),
    'autodealgenie_llm_requests_total{job="backend",pod="b",model="gpt",prompt_type="deal_evaluation"}':
      growing(all / 2),
    'autodealgenie_llm_errors_total{job="backend",pod="a",model="gpt",error_type="timeout"}':
      growing(failed / 2),
    'autodealgenie_llm_errors_total{job="backend",pod="b",model="gpt",error_type="api"}': growing(
      failed / 2,
    ),
  }),
  counted: (pod, good, bad) => ({
    // Failed calls count as requests, too.
    [`autodealgenie_llm_requests_total{job="backend",pod="${pod}",model="gpt",prompt_type="negotiation"}`]:
      good,
    [`autodealgenie_llm_requests_total{job="backend",pod="${pod}",model="gpt",prompt_type="deal_evaluation"}`]:
      bad,
    [`autodealgenie_llm_errors_total{job="backend",pod="${pod}",model="gpt",error_type="api"}`]:
      bad,
  }),
  timed: (buckets) => timed("autodealgenie_llm_request_duration_seconds", 'model="gpt"', buckets),
  tooFew: 1.1,
};

const vehicleApi: Upstream = {
  labels: { api_name: "vehicle_api" },
  calls: (all, failed) => ({
    'autodealgenie_external_api_requests_total{job="backend",pod="a",api_name="vehicle_api",status="success"}':
      growing(all - failed),
    'autodealgenie_external_api_requests_total{job="backend",pod="b",api_name="vehicle_api",status="error"}':
      growing(failed),
    'autodealgenie_external_api_requests_total{job="backend",pod="b",api_name="other",status="success"}':
      growing(1000),
  }),
  counted: (pod, good, bad) => ({
    [`autodealgenie_external_api_requests_total{job="backend",pod="${pod}",api_name="vehicle_api",status="success"}`]:
      good,
    [`autodealgenie_external_api_requests_total{job="backend",pod="${pod}",api_name="vehicle_api",status="error"}`]:
      bad,
  }),
  timed: (buckets) =>
    timed("autodealgenie_external_api_duration_seconds", 'api_name="vehicle_api"', buckets),
  tooFew: 2.9,
};

function timed(metric: string, label: string, buckets: Buckets) {
  return Object.fromEntries(
    Object.entries(buckets).map(([le, n]) => [
      `${metric}_bucket{job="backend",pod="a",${label},le="${le}"}`,
      growing(n),
    ]),
  );
}

/** The same series, whose counters restart at 0 after ten minutes. */
const restarted = (series: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(series).map(([name, values]) => {
      const perMinute = values.slice(2, values.indexOf("x"));
      return [name, `9000+${perMinute}x10 0+${perMinute}x20`];
    }),
  );

const still = (series: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.keys(series).map((name) => [name, "50x30"]));

function failing(upstream: Upstream, says: NonNullable<Scenario["says"]>): readonly Scenario[] {
  const { labels, calls, counted, tooFew } = upstream;
  return [
    {
      title: "fires once for all pods and reasons together",
      series: calls(40, 20),
      at: "15m",
      fires: [labels],
      says,
    },
    { title: "fires when every call fails", series: calls(6, 6), at: "15m", fires: [labels] },
    { title: "waits five minutes", series: calls(40, 20), at: "330s", fires: [] },
    {
      title: "stays quiet if exactly one call in five fails",
      case: "just below the limit",
      series: calls(40, 8),
      at: "20m",
      fires: [],
    },
    ...ofLittleTraffic({ labels, series: counted, enough: tooFew, limit: 0.2 }),
    ...ofRareCalls({ labels, series: counted, enough: tooFew, limit: 0.2 }),
    {
      title: "stays quiet without calls, when the failure ratio is 0/0",
      case: "no traffic",
      series: still(calls(40, 20)),
      at: "20m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as failures",
      case: "restarted counter",
      series: restarted(calls(40, 0)),
      at: "16m",
      fires: [],
    },
  ];
}

/** @param slow buckets with one call in ten above the limit; `edge` with exactly one in twenty */
function slow(
  upstream: Upstream,
  { late, edge, says }: { late: Buckets; edge: Buckets; says: NonNullable<Scenario["says"]> },
): readonly Scenario[] {
  const { labels, calls, timed, tooFew } = upstream;
  return [
    {
      title: "fires once for all calls together",
      series: { ...calls(100, 0), ...timed(late) },
      at: "20m",
      fires: [labels],
      says,
    },
    {
      title: "stays quiet with only two slow calls in five minutes at low traffic",
      series: {
        ...calls(4, 0),
        ...timed(
          Object.fromEntries(
            Object.entries(late).map(([le, n]) => [le, n === 0 ? 0 : n < 100 ? 3.6 : 4]),
          ),
        ),
      },
      at: "30m",
      fires: [],
    },
    {
      title: "waits ten minutes",
      series: { ...calls(100, 0), ...timed(late) },
      at: "630s",
      fires: [],
    },
    {
      title: "stays quiet while 95 of 100 calls are within the limit",
      case: "just below the limit",
      series: { ...calls(100, 0), ...timed(edge) },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet with too few calls",
      series: { ...calls(tooFew, 0), ...timed(late) },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet without calls, when there is no quantile",
      case: "no traffic",
      series: still({ ...calls(100, 0), ...timed(late) }),
      at: "30m",
      fires: [],
    },
    {
      title: "does not treat a counter reset as slow calls",
      case: "restarted counter",
      series: restarted({ ...calls(100, 0), ...timed(edge) }),
      at: "25m",
      fires: [],
    },
  ];
}

export const externalScenarios = {
  LLMFailing: {
    scenarios: failing(llm, {
      summary: "The language model gpt fails.",
      description:
        "50% of the questions to gpt got no usable answer, so users only got the rules' answers; the limit is 20%.",
    }),
    cannotBe: {},
  },
  LLMSlow: {
    scenarios: slow(llm, {
      late: { "2.5": 0, "5": 90, "10": 100, "+Inf": 100 },
      edge: { "2.5": 0, "5": 95, "10": 100, "+Inf": 100 },
      says: {
        summary: "The language model gpt is slow.",
        description: "One in twenty questions to gpt takes longer than 7.5s; the limit is 5s.",
      },
    }),
    cannotBe: {},
  },
  ExternalAPIFailing: {
    scenarios: failing(vehicleApi, {
      summary: "The external API vehicle_api fails.",
      description: "50% of the calls to vehicle_api fail; the limit is 20%.",
    }),
    cannotBe: {},
  },
  ExternalAPISlow: {
    scenarios: slow(vehicleApi, {
      late: { "0.5": 0, "1": 90, "2.5": 100, "+Inf": 100 },
      edge: { "0.5": 0, "1": 95, "2.5": 100, "+Inf": 100 },
      says: {
        summary: "The external API vehicle_api is slow.",
        description: "One in twenty calls to vehicle_api takes longer than 1.75s; the limit is 1s.",
      },
    }),
    cannotBe: {},
  },
} satisfies ScenariosByAlert;
