import { UP_OR_DOWN } from "./downScenarios";
import { comingAndGoing } from "./comingAndGoing";
import type { AlertScenarios, Scenario, ScenariosByAlert } from "./scenario";
import { JOBS } from "../../signals/exporters/targets";

const up = (job: string, instance: string) => `up{job="${job}",instance="${instance}"}`;
/** Every job has a target that answers. */
const allUp = Object.fromEntries(JOBS.map((job) => [up(job, `${job}:1`), "1x40"]));

const targetDown: AlertScenarios = {
  scenarios: [
    {
      title: "fires once for each job, and names the targets of that job",
      series: {
        ...allUp,
        [up("grafana", "10.0.0.2:3000")]: "0x40",
        [up("grafana", "10.0.0.1:3000")]: "0x40",
      },
      at: "6m",
      fires: [{ job: "grafana" }],
      says: {
        summary: "Prometheus cannot scrape grafana.",
        description:
          "2 of the targets of the job grafana do not answer: 10.0.0.1:3000, 10.0.0.2:3000. Their metrics are missing, and the alerts that read them are blind.",
      },
    },
    {
      title: "fires separately for each job",
      series: { [up("kubelet", "node-a")]: "0x40", [up("backend", "10.0.0.1:8000")]: "0x40" },
      at: "6m",
      fires: [{ job: "backend" }, { job: "kubelet" }],
    },
    { title: "stays quiet while all targets answer", series: allUp, at: "30m", fires: [] },
    ...([4, 6, 8] as const).map((scrapes): Scenario => ({
      title: `fires for a job whose pods never come up and are each replaced after ${scrapes} scrapes`,
      interval: "15s",
      series: {
        [up("grafana", "10.0.0.1:3000")]: "1x80",
        ...Object.fromEntries(
          Array.from({ length: 30 }, (_, index) => [
            up("thanos-query", `10.0.1.${index}:10902`),
            `_x${20 + scrapes * index} 0x${scrapes - 1} stale`,
          ]),
        ),
      },
      at: "19m",
      fires: [{ job: "thanos-query" }],
    })),
    ...comingAndGoing({
      series: up("grafana", "10.0.0.1:3000"),
      bad: 0,
      good: 1,
      beside: { [up("grafana", "10.0.0.2:3000")]: 1 },
      fires: { job: "grafana" },
    }),
    ...[3, 9].flatMap((pods) =>
      ([15, 30, 60] as const).map((seconds): Scenario => ({
        title: `stays quiet while ${pods} pods are replaced, each down for ${seconds} s, starting 15 s apart`,
        interval: "15s",
        series: Object.fromEntries(
          Array.from({ length: pods }, (_, index) => [
            up("backend", `10.0.0.${index}:8000`),
            `1x${19 + index} 0x${seconds / 15 - 1} 1x80`,
          ]),
        ),
        at: "9m",
        fires: [],
      })),
    ),
    ...[3, 9].map((pods): Scenario => ({
      title: `stays quiet while ${pods} pods start one after another and take two minutes each to answer`,
      interval: "15s",
      series: Object.fromEntries(
        Array.from({ length: pods }, (_, index) => [
          up("backend", `10.0.0.${index}:8000`),
          `_x${19 + index * 8} 0x7 1x200`,
        ]),
      ),
      at: "16m",
      fires: [],
    })),
    {
      title: "stays quiet when some scrapes fail",
      series: { [up("grafana", "10.0.0.1:3000")]: "1x4 0x4 1x10" },
      at: "15m",
      fires: [],
    },
  ],
  cannotBe: UP_OR_DOWN,
};

const targetAbsent: AlertScenarios = {
  scenarios: [
    {
      title: "fires for a job whose targets are all gone",
      series: { ...allUp, [up("grafana", "grafana:1")]: "1x4 stale" },
      at: "11m",
      fires: [{ job: "grafana" }],
      says: {
        summary: "Prometheus has no target for grafana.",
        description:
          "Nothing at all is scraped as the job grafana. Its metrics are missing, and the alerts that read them are blind.",
      },
    },
    {
      title: "fires for every job if nothing is scraped",
      series: {},
      at: "6m",
      fires: JOBS.map((job) => ({ job })),
    },
    ...([1, 5, 8] as const).map((scrapes): Scenario => ({
      title: `stays quiet in a new stack whose other targets appear ${scrapes} scrapes after Prometheus itself`,
      interval: "15s",
      series: Object.fromEntries(
        JOBS.map((job) => [
          up(job, `${job}:1`),
          job === "prometheus" ? "_ 1x80" : `_x${1 + scrapes} 1x80`,
        ]),
      ),
      at: "3m",
      fires: [],
    })),
    {
      title: "fires for a job that still has no target five minutes after the start",
      interval: "15s",
      series: { ...allUp, [up("grafana", "grafana:1")]: "_" },
      at: "6m",
      fires: [{ job: "grafana" }],
    },
    ...(["22m", "23m", "25m"] as const).map((at): Scenario => ({
      title: `stays quiet after Prometheus was down for fifteen minutes, at ${at}`,
      interval: "15s",
      series: Object.fromEntries(JOBS.map((job) => [up(job, `${job}:1`), "1x20 _x60 1x80"])),
      at,
      fires: [],
    })),
    {
      title: "stays quiet for a target that is down but known",
      series: { ...allUp, [up("grafana", "grafana:1")]: "0x40" },
      at: "30m",
      fires: [],
    },
    {
      title: "stays quiet when a pod is replaced",
      series: {
        ...allUp,
        [up("grafana", "grafana:1")]: "1x4 stale",
        [up("grafana", "grafana:2")]: "_x6 1x40",
      },
      at: "30m",
      fires: [],
    },
  ],
  cannotBe: {
    ...UP_OR_DOWN,
    "just below the limit": "there is nothing between some target and none",
    "no traffic": "being known is no matter of traffic",
  },
};

/** Scenarios of targets that are scraped, and of missing ones. */
export const targetScenarios = {
  TargetDown: targetDown,
  TargetAbsent: targetAbsent,
} satisfies ScenariosByAlert;
