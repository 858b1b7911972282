import type { Scenario, ScenariosByAlert } from "./scenario";

const requests = (pod = "a", status = 200, route = "/deals") =>
  `http_requests_total{job="backend",pod="${pod}",method="GET",route="${route}",status="${status}"}`;
const up = (pod = "a") =>
  `up{job="backend",namespace="autodealgenie",pod="${pod}",instance="${pod}:8000"}`;

/** The recorded rates of earlier times, in requests per second. Missing if nothing was recorded. */
interface Before {
  readonly hour?: number;
  readonly day?: number;
  readonly week?: number;
  readonly fortnight?: number;
}

const before = (times: Before) =>
  Object.fromEntries(
    Object.entries(times).map(([time, rate]) => [
      `before:requests:rate_quantile{before="${time}"}`,
      `${rate}x240`,
    ]),
  );

/** This many requests per minute for three hours, to a service whose pods are up. */
const now = (perMinute: number) => ({
  [requests()]: `1000+${perMinute}x180`,
  [up()]: "1x180",
});

const told = (title: string, perMinute: number, times: Before): Scenario => ({
  title,
  series: { ...now(perMinute), ...before(times) },
  at: "40m",
  fires: [{}],
});
const quiet = (...args: Parameters<typeof told>): Scenario => ({ ...told(...args), fires: [] });

/** 20 requests per second over three pods, and what happens to them after 70 minutes. */
const fallen = (then: string) => ({
  ...Object.fromEntries(["a", "b", "c"].map((pod) => [requests(pod), `0+400x70 ${then}`])),
  ...Object.fromEntries(["a", "b", "c"].map((pod) => [up(pod), "1x200"])),
});

const trafficGone: readonly Scenario[] = [
  {
    title: "fires if 20 requests per second drop to none while every pod is up",
    series: fallen("28000x130"),
    at: "79m",
    fires: [{}],
    says: {
      summary: "Users' requests do not reach the backend.",
      description:
        "Users send 0/s requests, less than 5% of those that usually come at this time. The backend answers, so look at what is in front of it.",
    },
  },
  {
    title: "still fires after half an hour",
    series: fallen("28000x130"),
    at: "102m",
    fires: [{}],
  },
  {
    title: "still fires after two hours if traffic was normal a day and a week ago",
    series: { ...fallen("28000x130"), ...before({ day: 19, week: 20 }) },
    at: "195m",
    fires: [{}],
  },
  ...(["100m", "101m", "102m", "103m", "104m"] as const).map((at): Scenario => ({
    title: `keeps firing if requests arrive in only one of six minutes, at ${at}`,
    series: fallen(Array.from({ length: 20 }, (_, turn) => `${28_400 + 400 * turn}x5`).join(" ")),
    at,
    fires: [{}],
  })),
  { title: "waits five minutes", series: fallen("28000x130"), at: "75m", fires: [] },
  {
    title: "resolves soon after requests return",
    series: fallen("28000x20 28400+400x100"),
    at: "93m",
    fires: [],
  },
  {
    title: "does not count probes as users' requests",
    series: { ...fallen("28000x130"), [requests("a", 200, "/health")]: "0+60x200" },
    at: "85m",
    fires: [{}],
  },
  {
    title: "stays quiet if no pod answers, which ServiceDown covers",
    series: Object.fromEntries(
      ["a", "b"].flatMap((pod) => [
        [requests(pod), "0+400x70 _x130"],
        [up(pod), "1x70 0x130"],
      ]),
    ),
    at: "90m",
    fires: [],
  },
  told("fires on a day that started without requests", 0, {
    hour: 0,
    day: 20,
    week: 20,
    fortnight: 20,
  }),
  told("fires just below a twentieth of the usual traffic", 55, { day: 20, week: 20 }),
  {
    ...quiet("stays quiet at exactly a twentieth of the usual traffic", 60, { day: 20, week: 20 }),
    case: "just below the limit",
  },
  told("fires even if nothing was recorded yesterday", 0, { week: 20, fortnight: 20 }),
  told("fires despite an outage at the same time yesterday", 0, {
    hour: 0,
    day: 0,
    week: 20,
    fortnight: 20,
  }),
  told("fires despite a holiday a week ago", 0, { hour: 0, day: 20, week: 0, fortnight: 20 }),
  told("compares Mondays with earlier Mondays", 0, { hour: 0, day: 2, week: 20, fortnight: 20 }),
  quiet("stays quiet on a weekend if weekends never have traffic", 0, {
    hour: 0,
    day: 20,
    week: 0,
    fortnight: 0,
  }),
  quiet("stays quiet on the first weekend", 0, { hour: 0, day: 20 }),
  quiet("stays quiet on a holiday with half the usual traffic", 600, {
    hour: 10,
    day: 20,
    week: 20,
    fortnight: 20,
  }),
  quiet("stays quiet after an hour-long load test ends", 6, {
    hour: 100,
    day: 0.1,
    week: 0.1,
    fortnight: 0.1,
  }),
  quiet("stays quiet during a night with hardly any traffic", 0, {
    hour: 0.2,
    day: 0.3,
    week: 0.2,
    fortnight: 0.4,
  }),
  {
    title: "stays quiet for a new service without users",
    series: now(0),
    at: "150m",
    fires: [],
    case: "no traffic",
  },
  {
    title: "stays quiet after a new service was tried for half an hour",
    series: { [requests()]: "0+600x30 18000x150", [up()]: "1x180" },
    at: "60m",
    fires: [],
  },
  {
    title: "stays quiet while the first evening's traffic fades over three hours",
    series: { [requests()]: `0+1200x60 ${faded(1200, 180)}`, [up()]: "1x240" },
    at: "238m",
    fires: [],
  },
  {
    title: "does not treat a counter reset as lost traffic",
    case: "restarted counter",
    series: { [requests()]: "0+1200x70 0+1200x60", [up()]: "1x130" },
    at: "80m",
    fires: [],
  },
  {
    title: "stays quiet while pods are replaced one after the other",
    series: {
      [requests("a")]: "0+1200x70 _x60",
      [requests("b")]: "_x72 0+1200x60",
      [up("a")]: "1x70 _x60",
      [up("b")]: "_x71 1x60",
    },
    at: "80m",
    fires: [],
  },
];

/** The same series with two samples per minute, of which the alert's window contains three. */
function twiceAMinute(scenario: Scenario): Scenario {
  const series = Object.entries(scenario.series).map(([name, values]) => [
    name,
    values
      .split(" ")
      .map((run) => {
        const [, start = "", step, count] = /^(.+?)(?:\+([\d.]+))?x(\d+)$/.exec(run) ?? [];
        if (count === undefined) return `${run} ${run}`;
        return `${start}${step === undefined ? "" : `+${Number(step) / 2}`}x${2 * Number(count)}`;
      })
      .join(" "),
  ]);
  return { ...scenario, interval: "30s", series: Object.fromEntries(series) };
}

/** A counter whose growth decreases, in the end to a hundredth. */
function faded(perMinute: number, minutes: number): string {
  let value = 72_000;
  return Array.from({ length: minutes }, (_, minute) => {
    value += perMinute * (0.01 + Math.cos(((minute + 1) / minutes) * (Math.PI / 2)) ** 2);
    return value.toFixed(0);
  }).join(" ");
}

export const trafficScenarios = {
  TrafficGone: { scenarios: trafficGone.map(twiceAMinute), cannotBe: {} },
} satisfies ScenariosByAlert;
