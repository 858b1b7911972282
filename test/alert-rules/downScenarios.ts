import type { AlertScenarios, Scenario } from "./scenario";

/** Why these cases are impossible for a gauge that is 1 or 0. */
export const UP_OR_DOWN: AlertScenarios["cannotBe"] = {
  "just below the limit": "there is nothing between up and down",
  "no traffic": "being up is no matter of traffic",
  "restarted counter": "it reads no counter",
};

/** The number of samples in a minute: they are 15 s apart, as the stack scrapes. */
const MINUTE = 4;
/** A number of samples with one value, in promtool's notation. */
const samples = (value: number, count: number) => `${value}x${count - 1}`;
const minutes = (value: number, count: number) => samples(value, count * MINUTE);

/** Up for five minutes, and then alternately down and up for these numbers of samples. */
function flapping(down: number, up: number): string {
  return [minutes(1, 5), ...turns(`${samples(0, down)} ${samples(1, up)}`, down + up)].join(" ");
}

/** As many repetitions as take at least an hour. */
const turns = (turn: string, scrapes: number) =>
  Array<string>(Math.max(60, Math.ceil((60 * MINUTE) / scrapes))).fill(turn);

/** Alternating numbers of samples down and up that still count as down. */
const FLAPPING = [
  [6, 1],
  [5, 1],
  [4, 1],
  [19, 1],
  [6, 4],
  [16, 4],
  [8, 6],
] as const;

/** A server that is down only now and then, as after a restart or two. */
const HARDLY_DOWN = [
  [1, 5],
  [2, 4],
  [3, 12],
  [4, 20],
] as const;

/** A server that is alternately away and back for minutes has a single fault, which fires all the time. */
const BY_TURNS = [
  [12, 12],
  [16, 16],
  [1, 1],
  [6, 6],
  [20, 16],
] as const;

/** Times in all phases, long enough after the beginning for the alert to have fired before. */
const ALL_THE_WHILE = ["39m", "41m", "43m", "44m", "46m"] as const;

/** Up for five minutes, and then alternately away and back. There are no samples while it is away. */
function awayByTurns(away: number, there: number): string {
  const gone = away === 1 ? "stale" : `stale _x${away - 1}`;
  return [minutes(1, 5), ...turns(`${gone} ${samples(1, there)}`, away + there)].join(" ");
}

/** The backend's failed and successful requests, as samples of their counters. */
const requests = (failed: string, served: string) =>
  Object.fromEntries(
    [
      ["500", failed],
      ["200", served],
    ].map(([status, values]) => [
      `http_requests_total{job="backend",pod="backend-0",route="/api/v1/deals",status="${status}"}`,
      values,
    ]),
  ) as Readonly<Record<string, string>>;

/** A counter that grows by this number with each sample, for ten minutes. */
const each = (many: number) => `0+${many}x${10 * MINUTE}`;

/**
 * A fault that is not known to be an outage counts as part of one while requests fail.
 *
 * @param unseen series that make the alert fire at 5 min, for ten minutes
 */
function besideFailures(
  job: string,
  unseen: Readonly<Record<string, string>>,
): readonly Scenario[] {
  const own = { job };
  const ofOutage = { job, impact: "suspected" };
  return [
    ...[
      [150, 0],
      [100, 50],
      [90, 1410],
      [1, 0],
      [0.1, 0],
    ].map(([failed = 0, served = 0]) => ({
      title: `also fires as a suspected outage while ${failed} requests in 15 s fail and ${served} succeed`,
      series: { ...unseen, ...requests(each(failed), each(served)) },
      at: "5m" as const,
      fires: [own, ofOutage],
    })),
    {
      title: "still fires as a suspected outage if users gave up after all requests failed",
      series: { ...unseen, ...requests(`${samples(0, 4)} 0+10x8 80x${8 * MINUTE}`, "0x40") },
      at: "9m",
      fires: [own, ofOutage],
    },
    ...[
      [0, 150],
      [7, 143],
      [0, 0],
    ].map(([failed = 0, served = 0]) => ({
      title: `fires without a suspected outage while ${failed} requests in 15 s fail and ${served} succeed`,
      series: { ...unseen, ...requests(each(failed), each(served)) },
      at: "5m" as const,
      fires: [own],
    })),
    {
      title: "fires without a suspected outage if the last failure was over 20 minutes ago",
      series: {
        ...Object.fromEntries(
          Object.entries(unseen).map(([name, values]) => [name, `_x${20 * MINUTE} ${values}`]),
        ),
        ...requests(`0x4 9x${30 * MINUTE}`, `0+50x${31 * MINUTE}`),
      },
      at: "25m",
      fires: [own],
    },
  ];
}

/**
 * The scenarios of an alert on an exporter's gauge that is 1 while the exporter can connect to its server.
 *
 * @param gauge such as `pg_up`
 * @param system the server's name
 */
export function downTales(gauge: string, job: string, system: string): readonly Scenario[] {
  const series = (pod: string) => `${gauge}{job="${job}",namespace="autodealgenie",pod="${pod}"}`;
  const up = (pod: string) => `up{job="${job}",namespace="autodealgenie",pod="${pod}"}`;
  const scenarios: readonly Scenario[] = [
    {
      title: "fires as an outage if the server is down and its exporter is up",
      series: { [series("a")]: minutes(0, 10), [up("a")]: minutes(1, 10) },
      at: "5m",
      fires: [{ job, impact: "outage" }],
      says: { summary: `${system} is down.`, description: `${job} cannot reach ${system}.` },
    },
    {
      title: "reports the state as unknown if the exporter is down",
      series: { [up("a")]: minutes(0, 10) },
      at: "5m",
      fires: [{ job }],
      says: {
        summary: `The state of ${system} is unknown.`,
        description: `${job} reports nothing, so ${system} may be up or down.`,
      },
    },
    ...besideFailures(job, { [up("a")]: minutes(0, 10) }),
    {
      title: "reports the state as unknown if only one scrape in three succeeds",
      series: { [series("a")]: "1 _ _ ".repeat(40).trim(), [up("a")]: "1 0 0 ".repeat(40).trim() },
      at: "10m",
      fires: [{ job }],
    },
    {
      title: "reports the state as unknown if the exporter disappears after its server went down",
      series: { [series("a")]: `${minutes(1, 5)} ${minutes(0, 4)} stale` },
      at: "12m",
      fires: [{ job }],
    },
    {
      title: "waits two minutes",
      series: { [series("a")]: `${minutes(1, 5)} ${minutes(0, 10)}` },
      at: "450s",
      fires: [],
    },
    {
      title: "fires after two minutes",
      series: { [series("a")]: `${minutes(1, 5)} ${minutes(0, 10)}` },
      at: "8m",
      fires: [{ job, impact: "outage" }],
    },
    {
      title: "stays quiet while one of two exporters reaches the server",
      series: { [series("a")]: minutes(0, 20), [series("b")]: minutes(1, 20) },
      at: "15m",
      fires: [],
    },
    {
      title: "stays quiet while the server answers",
      series: { [series("a")]: minutes(1, 10) },
      at: "10m",
      fires: [],
    },
    {
      title: "stays quiet when the exporter's pod is replaced",
      series: {
        [series("a")]: `${minutes(1, 5)} stale`,
        [series("b")]: `_x${5 * MINUTE} ${minutes(1, 10)}`,
      },
      at: "10m",
      fires: [],
    },
    ...FLAPPING.flatMap(([down, up]) =>
      (["30m", "32m", "33m"] as const).map((at) => ({
        title: `fires while the server is repeatedly down for ${down} scrapes and up for ${up}, at ${at}`,
        series: { [series("a")]: flapping(down, up) },
        at,
        fires: [{ job, impact: "outage" }],
      })),
    ),
    ...BY_TURNS.flatMap(([away, there]) =>
      ALL_THE_WHILE.map((at) => ({
        title: `keeps reporting the state as unknown while the exporter is repeatedly down for ${away} scrapes and up for ${there}, at ${at}`,
        series: { [series("a")]: awayByTurns(away, there), [up("a")]: flapping(away, there) },
        at,
        fires: [{ job }],
      })),
    ),
    ...HARDLY_DOWN.map(([away, there]) => ({
      title: `stays quiet if the exporter is down in ${away} of ${away + there} scrapes`,
      series: { [series("a")]: awayByTurns(away, there), [up("a")]: flapping(away, there) },
      at: "46m" as const,
      fires: [],
    })),
    {
      title: "resolves soon after the exporter was down once",
      series: {
        [series("a")]: `${minutes(1, 30)} stale _x11 ${minutes(1, 30)}`,
        [up("a")]: `${minutes(1, 30)} ${minutes(0, 3)} ${minutes(1, 30)}`,
      },
      at: "35m",
      fires: [],
    },
    ...HARDLY_DOWN.map(([down, up]) => ({
      title: `stays quiet if the server is down in ${down} of ${down + up} scrapes`,
      series: { [series("a")]: flapping(down, up) },
      at: "30m" as const,
      fires: [],
    })),
  ];
  return scenarios.map((scenario) => ({ interval: "15s", ...scenario }));
}

/** The scenarios of some or all of a job's targets being down, according to `up`. */
export function podsDown(job: string): readonly Scenario[] {
  const up = (pod: string) =>
    `up{job="${job}",namespace="autodealgenie",pod="${pod}",instance="${pod}:8000"}`;
  const of = (count: number, values: (index: number) => string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [up(`backend-${index}`), values(index)]),
    );
  const part = { summary: "The backend is partly down." };
  const whole = { summary: "The backend is down." };
  const scenarios: readonly Scenario[] = [
    ...[2, 3, 9].flatMap((replicas): readonly Scenario[] => [
      {
        title: `fires once when one of ${replicas} pods is down, and names it`,
        series: of(replicas, (index) => minutes(index === 1 ? 0 : 1, 10)),
        at: "5m",
        fires: [{ job }],
        says: {
          ...part,
          description: "These backend pods do not answer, while others do: backend-1.",
        },
      },
      {
        title: `fires as an outage when all ${replicas} pods are down`,
        series: of(replicas, () => minutes(0, 10)),
        at: "5m",
        fires: [{ job, impact: "outage" }],
        says: {
          ...whole,
          description: `No backend pod answers: ${Array.from({ length: replicas }, (_, index) => `backend-${index}`).join(", ")}.`,
        },
      },
      {
        title: `fires as an outage when the last of ${replicas} pods goes down`,
        series: of(
          replicas,
          (index) => `${minutes(1, 5)} ${samples(1, 2 * index + 1)} ${minutes(0, 30)}`,
        ),
        at: "25m",
        fires: [{ job, impact: "outage" }],
      },
    ]),
    ...[3, 9].map((replicas) => ({
      title: `stays quiet while ${replicas} pods are replaced 15 s apart, each down for 30 s`,
      series: of(
        replicas,
        (index) => `${minutes(1, 5)} ${samples(1, index + 1)} ${samples(0, 2)} ${minutes(1, 20)}`,
      ),
      at: "8m" as const,
      fires: [],
    })),
    ...[6, 8, 12].flatMap((scrapes) =>
      (["12m", "13m", "14m", "15m"] as const).map((at) => ({
        title: `stays quiet during a rollout whose first new pod takes ${scrapes} scrapes to answer, at ${at}`,
        series: {
          [up("old-0")]: minutes(1, 60),
          [up("old-1")]: `${minutes(1, 13)} stale`,
          [up("new-0")]: `_x${10 * MINUTE} ${samples(0, scrapes)} ${minutes(1, 40)}`,
          [up("new-1")]: `_x${13 * MINUTE} 0 ${minutes(1, 40)}`,
        },
        at,
        fires: [],
      })),
    ),
    {
      title: "fires if the new pod of a rollout never answers",
      series: {
        [up("old-0")]: minutes(1, 60),
        [up("new-0")]: `_x${10 * MINUTE} ${minutes(0, 40)}`,
      },
      at: "15m",
      fires: [{ job }],
    },
    ...besideFailures(
      job,
      of(3, (index) => minutes(index === 1 ? 0 : 1, 10)),
    ),
    {
      title: "fires as an outage if no backend pod exists",
      series: { [`up{job="prometheus",pod="prometheus-0"}`]: minutes(1, 10) },
      at: "5m",
      fires: [{ job, impact: "outage" }],
      says: { ...whole, description: "Prometheus finds no backend pod at all." },
    },
    {
      title: "fires as an outage even if the pod that is down disappears",
      series: { [up("backend-0")]: `${minutes(1, 5)} ${minutes(0, 2)} stale` },
      at: "9m",
      fires: [{ job, impact: "outage" }],
    },
    {
      title: "waits two minutes",
      series: { [up("backend-0")]: `${minutes(1, 5)} ${minutes(0, 10)}` },
      at: "450s",
      fires: [],
    },
    {
      title: "fires after two minutes",
      series: { [up("backend-0")]: `${minutes(1, 5)} ${minutes(0, 10)}` },
      at: "8m",
      fires: [{ job, impact: "outage" }],
    },
    {
      title: "stays quiet while all pods are up",
      series: of(2, () => minutes(1, 10)),
      at: "10m",
      fires: [],
    },
    {
      title: "stays quiet when a pod was replaced by one that is up",
      series: {
        [up("backend-0")]: `${minutes(1, 5)} 0 stale`,
        [up("backend-1")]: `_x${5 * MINUTE} ${minutes(1, 10)}`,
      },
      at: "10m",
      fires: [],
    },
    {
      title: "stays quiet when something else is down",
      series: {
        ...of(1, () => minutes(1, 10)),
        'up{job="grafana",pod="grafana-0"}': minutes(0, 10),
      },
      at: "10m",
      fires: [],
    },
    ...FLAPPING.flatMap(([down, up]) =>
      (["30m", "32m"] as const).map((at) => ({
        title: `fires while one of three pods is repeatedly down for ${down} scrapes and up for ${up}, at ${at}`,
        series: of(3, (index) => (index === 0 ? flapping(down, up) : minutes(1, 60))),
        at,
        fires: [{ job }],
      })),
    ),
    ...BY_TURNS.flatMap(([down, up]) =>
      ALL_THE_WHILE.map((at) => ({
        title: `keeps firing while one of three pods is repeatedly down for ${down} scrapes and up for ${up}, at ${at}`,
        series: of(3, (index) => (index === 0 ? flapping(down, up) : minutes(1, 60))),
        at,
        fires: [{ job }],
      })),
    ),
    ...HARDLY_DOWN.map(([down, up]) => ({
      title: `stays quiet if one of three pods is down in ${down} of ${down + up} scrapes`,
      series: of(3, (index) => (index === 0 ? flapping(down, up) : minutes(1, 60))),
      at: "30m" as const,
      fires: [],
    })),
  ];
  return scenarios.map((scenario) => ({ interval: "15s", ...scenario }));
}
