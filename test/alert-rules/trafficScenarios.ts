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
    title: "fires when 20 a second become none, with every pod up",
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
    title: "still does so after half an hour",
    series: fallen("28000x130"),
    at: "102m",
    fires: [{}],
  },
  {
    title: "still does so after two hours where yesterday was as usual",
    series: { ...fallen("28000x130"), ...before({ day: 19, week: 20 }) },
    at: "195m",
    fires: [{}],
  },
  ...(["100m", "101m", "102m", "103m", "104m"] as const).map((at): Scenario => ({
    title: `goes on where they come for a minute in six alone, at ${at}`,
    series: fallen(Array.from({ length: 20 }, (_, turn) => `${28_400 + 400 * turn}x5`).join(" ")),
    at,
    fires: [{}],
  })),
  { title: "waits five minutes", series: fallen("28000x130"), at: "75m", fires: [] },
  {
    title: "ends soon after they are back",
    series: fallen("28000x20 28400+400x100"),
    at: "93m",
    fires: [],
  },
  {
    title: "does not take probes for users",
    series: { ...fallen("28000x130"), [requests("a", 200, "/health")]: "0+60x200" },
    at: "85m",
    fires: [{}],
  },
  {
    title: "is quiet where no pod answers any more, which ServiceDown tells",
    series: Object.fromEntries(
      ["a", "b"].flatMap((pod) => [
        [requests(pod), "0+400x70 _x130"],
        [up(pod), "1x70 0x130"],
      ]),
    ),
    at: "90m",
    fires: [],
  },
  told("fires in the first hours of a day that began without anybody", 0, {
    hour: 0,
    day: 20,
    week: 20,
    fortnight: 20,
  }),
  told("fires just below a twentieth", 55, { day: 20, week: 20 }),
  {
    ...quiet("is quiet at a twentieth", 60, { day: 20, week: 20 }),
    case: "just below the limit",
  },
  told("misses no day of which nothing was recorded", 0, { week: 20, fortnight: 20 }),
  told("takes an outage at the same time yesterday for none", 0, {
    hour: 0,
    day: 0,
    week: 20,
    fortnight: 20,
  }),
  told("takes last week's holiday for none", 0, { hour: 0, day: 20, week: 0, fortnight: 20 }),
  told("goes by the weeks before on a Monday", 0, { hour: 0, day: 2, week: 20, fortnight: 20 }),
  quiet("is quiet at a weekend to which nobody ever comes", 0, {
    hour: 0,
    day: 20,
    week: 0,
    fortnight: 0,
  }),
  quiet("is quiet at the first weekend", 0, { hour: 0, day: 20 }),
  quiet("is quiet on a holiday with half of the traffic", 600, {
    hour: 10,
    day: 20,
    week: 20,
    fortnight: 20,
  }),
  quiet("is quiet when a load test of an hour is over", 6, {
    hour: 100,
    day: 0.1,
    week: 0.1,
    fortnight: 0.1,
  }),
  quiet("is quiet in a night in which there is hardly anybody", 0, {
    hour: 0.2,
    day: 0.3,
    week: 0.2,
    fortnight: 0.4,
  }),
  {
    title: "is quiet of a new service of which nobody has heard",
    series: now(0),
    at: "150m",
    fires: [],
    case: "no traffic",
  },
  {
    title: "is quiet when a new service was tried for half an hour",
    series: { [requests()]: "0+600x30 18000x150", [up()]: "1x180" },
    at: "60m",
    fires: [],
  },
  {
    title: "is quiet when the first evening's traffic fades away within three hours",
    series: { [requests()]: `0+1200x60 ${faded(1200, 180)}`, [up()]: "1x240" },
    at: "238m",
    fires: [],
  },
  {
    title: "takes restarted counters for no loss",
    case: "restarted counter",
    series: { [requests()]: "0+1200x70 0+1200x60", [up()]: "1x130" },
    at: "80m",
    fires: [],
  },
  {
    title: "is quiet while one pod after the other is replaced",
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
