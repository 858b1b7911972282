import type { Scenario } from "./scenario";

const CONTAINER = { namespace: "autodealgenie", container: "backend" };
const of = (metric: string, pod: string, more = "") =>
  `kube_pod_container_${metric}{job="kube-state-metrics",instance="10.0.0.1:8080",namespace="autodealgenie",pod="${pod}",container="backend"${more}}`;
const waits = (reason: string, pod = "backend-a") =>
  of("status_waiting_reason", pod, `,reason="${reason}"`);
const restarts = (pod = "backend-a") => of("status_restarts_total", pod);
const ended = (reason: string, pod = "backend-a") =>
  of("status_last_terminated_reason", pod, `,reason="${reason}"`);

/** Alternately waits for two minutes and runs for two. While it runs, the series does not exist. */
const LOOP = Array.from({ length: 8 }, () => "1 1 stale _").join(" ");
/** Alternately runs for six minutes and waits for five. */
const SIX_AND_FIVE = Array.from({ length: 22 }, () => "stale _x5 1x4").join(" ");

/** The counter of restarts minute by minute, with one at each of these minutes. */
function counted(minutes: readonly number[], length: number, before = 0): string {
  return Array.from(
    { length },
    (_, minute) => before + minutes.filter((each) => each <= minute).length,
  ).join(" ");
}

/** One restart in each period, starting at a minute. */
const every = (period: number, length: number, { first = period, before = 0 } = {}) =>
  counted(
    Array.from({ length: Math.ceil(length / period) }, (_, index) => first + index * period),
    length,
    before,
  );

const at = (times: readonly Scenario["at"][], scenario: Omit<Scenario, "at">) =>
  times.map((time): Scenario => ({
    ...scenario,
    title: `${scenario.title}, at ${time}`,
    at: time,
  }));

const NINE = Array.from({ length: 9 }, (_, index) => index);

export const podCrashLooping: readonly Scenario[] = [
  {
    title: "fires although the container runs briefly between crashes",
    series: { [waits("CrashLoopBackOff")]: LOOP },
    at: "20m",
    fires: [CONTAINER],
    says: {
      summary: "Container backend keeps terminating.",
      description: "Container backend in autodealgenie is restarted, and terminates each time.",
    },
  },
  {
    title: "fires if the container alternately runs for six minutes and waits for five",
    series: {
      [waits("CrashLoopBackOff")]: SIX_AND_FIVE,
      [restarts()]: every(11, 240),
      [ended("Error")]: "_x10 1x240",
    },
    at: "90m",
    fires: [CONTAINER],
    says: {
      summary: "Container backend keeps terminating.",
      description:
        "Container backend in autodealgenie is restarted, and terminates each time: backend-a (Error).",
    },
  },
  {
    title: "fires if the container is OOM-killed every twelve minutes, and names the reason",
    series: { [restarts()]: every(12, 360), [ended("OOMKilled")]: "_x12 1x360" },
    at: "90m",
    fires: [CONTAINER],
    says: {
      summary: "Container backend keeps terminating.",
      description:
        "Container backend in autodealgenie is restarted, and terminates each time: backend-a (OOMKilled).",
    },
  },
  ...[7, 15, 16, 18, 20].map((period): Scenario => ({
    title: `fires while the container restarts every ${String(period)} minutes`,
    series: { [restarts()]: every(period, 240) },
    at: "150m",
    fires: [CONTAINER],
  })),
  ...[25, 45, 90, 120].map((period): Scenario => ({
    title: `fires within nine hours if the container restarts every ${String(period)} minutes`,
    series: { [restarts()]: every(period, 720, { before: 3 }) },
    at: "9h",
    fires: [CONTAINER],
  })),
  {
    title: "fires once for a container that crashes in one pod and in its replacement",
    series: {
      [restarts("backend-a")]: `${counted([10, 25], 30)} stale`,
      [restarts("backend-b")]: `_x30 ${every(15, 120)}`,
      [ended("OOMKilled", "backend-b")]: "_x46 1x120",
    },
    at: "85m",
    fires: [CONTAINER],
  },
  {
    title: "fires even if kube-state-metrics itself is replaced in the meantime",
    series: {
      [restarts()]: `${every(12, 50)} stale`,
      [restarts().replace("10.0.0.1", "10.0.0.2")]:
        `_x50 ${every(12, 100, { first: 10, before: 4 })}`,
    },
    at: "90m",
    fires: [CONTAINER],
  },
  {
    title: "waits fifteen minutes",
    series: { [waits("CrashLoopBackOff")]: LOOP },
    at: "14m",
    fires: [],
  },
  {
    title: "stays quiet once the container stays up",
    series: { [waits("CrashLoopBackOff")]: "1 1 stale" },
    at: "20m",
    fires: [],
  },
  {
    title: "stays quiet once the container has stayed up for hours",
    series: { [restarts()]: counted([12, 24, 36, 48, 60], 480) },
    at: "4h",
    fires: [],
  },
  {
    title: "stays quiet if the container waits for another reason",
    series: { [waits("ContainerCreating")]: "1x25" },
    at: "20m",
    fires: [],
  },
  {
    title: "stays quiet on two restarts in an hour",
    case: "just below the limit",
    series: { [restarts()]: counted([5, 40], 120) },
    at: "75m",
    fires: [],
  },
  ...at(["1h", "3h", "7h"], {
    title: "stays quiet on one restart in a day",
    series: { [restarts()]: counted([50], 1440, 2) },
    fires: [],
  }),
  ...at(["25m", "45m", "75m"], {
    title: "stays quiet if the container restarted six times until its dependency was available",
    series: {
      [restarts()]: counted([1, 2, 3, 5, 8, 11], 120),
      [waits("CrashLoopBackOff")]: "_ 1x6 stale",
    },
    fires: [],
  }),
  ...at(["40m", "1h", "85m"], {
    title: "stays quiet if nodes restart one after another, and each of nine pods with them",
    series: Object.fromEntries(
      NINE.map((index) => [
        restarts(`backend-${String(index)}`),
        counted([30 + Math.floor(index / 3)], 120, index),
      ]),
    ),
    fires: [],
  }),
  ...at(["30m", "75m"], {
    title: "stays quiet while pods are replaced by a healthy rollout or by draining nodes",
    series: Object.fromEntries(
      NINE.flatMap((index) => [
        [restarts(`old-${String(index)}`), `${String(index)}x${String(10 + index)} stale`],
        [restarts(`new-${String(index)}`), `_x${String(10 + index)} 0x100`],
        [waits("ContainerCreating", `new-${String(index)}`), `_x${String(9 + index)} 1 stale`],
      ]),
    ) as Scenario["series"],
    fires: [],
  }),
  {
    title: "does not treat a counter reset in a new pod of the same name as a restart",
    case: "restarted counter",
    series: { [restarts()]: "7x20 stale _ 0x120" },
    at: "50m",
    fires: [],
  },
];
