import { comingAndGoing } from "./comingAndGoing";
import { certificateExpiring } from "./certificateScenarios";
import { certificateNotReady, certificateRenewalOverdue } from "./issuanceScenarios";
import type { ScenariosByAlert, Scenario } from "./scenario";
import { podCrashLooping } from "./restartScenarios";
import { siteUnreachable } from "./reachabilityScenarios";
import { diskSpaceLow, volumeFilling } from "./volumeScenarios";
import { workloadDegraded } from "./workloadScenarios";

const BACKEND = { namespace: "autodealgenie", pod: "backend-a", container: "backend" };
const measured = (metric: string, { cgroup = "1", more = "" } = {}) =>
  `container_${metric}{job="cadvisor",instance="node-1",namespace="autodealgenie",pod="backend-a",container="backend",id="/kubepods/${cgroup}"${more}}`;
const memory = (cgroup?: string) => measured("memory_working_set_bytes", { cgroup });
const memoryLimit = (cgroup?: string) => measured("spec_memory_limit_bytes", { cgroup });
const cpu = (cgroup?: string) =>
  measured("cpu_usage_seconds_total", { cgroup, more: ',cpu="total"' });
const quota = (cgroup?: string) => measured("spec_cpu_quota", { cgroup });
const period = (cgroup?: string) => measured("spec_cpu_period", { cgroup });

const highMemoryUsage: readonly Scenario[] = [
  ...comingAndGoing({
    series: memory(),
    bad: 900,
    good: 400,
    beside: { [memoryLimit()]: 1000 },
    fires: BACKEND,
  }),
  {
    title: "fires for the container that is near its limit",
    series: { [memory()]: "850x15", [memoryLimit()]: "1000x15" },
    at: "10m",
    fires: [BACKEND],
    says: {
      summary: "Container backend is near its memory limit.",
      description:
        "Container backend of pod autodealgenie/backend-a uses 85% of its memory limit; it should stay below 80%. At 100% it is killed.",
    },
  },
  {
    title: "stays quiet at exactly 80 percent",
    case: "just below the limit",
    series: { [memory()]: "800x15", [memoryLimit()]: "1000x15" },
    at: "15m",
    fires: [],
  },
  {
    title: "stays quiet if the limit is 0, which means no limit",
    series: { [memory()]: "850x15", [memoryLimit()]: "0x15" },
    at: "15m",
    fires: [],
  },
  {
    title: "does not add up the usage of a container and its successor",
    series: {
      [memory("1")]: "500x15",
      [memoryLimit("1")]: "1000x15",
      [memory("2")]: "500x15",
      [memoryLimit("2")]: "1000x15",
    },
    at: "15m",
    fires: [],
  },
  {
    title: "waits ten minutes",
    series: { [memory()]: "850x15", [memoryLimit()]: "1000x15" },
    at: "9m",
    fires: [],
  },
];

// Samples are a minute apart, so `0+30x20` is half a core. The quota is half a core in each period.
const highCPUUsage: readonly Scenario[] = [
  {
    title: "fires for the container that is near its limit of half a core",
    series: { [cpu()]: "0+27x20", [quota()]: "50000x20", [period()]: "100000x20" },
    at: "15m",
    fires: [BACKEND],
    says: {
      summary: "Container backend is near its CPU limit.",
      description:
        "Container backend of pod autodealgenie/backend-a uses 90% of its CPU limit; it should stay below 80%. At 100% it is throttled.",
    },
  },
  {
    title: "stays quiet just below 80 percent",
    case: "just below the limit",
    series: { [cpu()]: "0+23.9x20", [quota()]: "50000x20", [period()]: "100000x20" },
    at: "20m",
    fires: [],
  },
  {
    title: "stays quiet while the container is idle",
    case: "no traffic",
    series: { [cpu()]: "500x20", [quota()]: "50000x20", [period()]: "100000x20" },
    at: "20m",
    fires: [],
  },
  {
    title: "does not treat a counter reset as usage",
    case: "restarted counter",
    series: { [cpu()]: "9000+3x10 0+3x10", [quota()]: "50000x20", [period()]: "100000x20" },
    at: "20m",
    fires: [],
  },
  {
    title: "does not add up the usage of a container and its successor",
    series: {
      [cpu("1")]: "0+15x20",
      [quota("1")]: "50000x20",
      [period("1")]: "100000x20",
      [cpu("2")]: "0+15x20",
      [quota("2")]: "50000x20",
      [period("2")]: "100000x20",
    },
    at: "20m",
    fires: [],
  },
  {
    title: "stays quiet for a busy container without a limit",
    series: { [cpu()]: "0+240x20", [period()]: "100000x20" },
    at: "20m",
    fires: [],
  },
];

const NO_COUNTER = "it reads no counter";

export const infrastructureScenarios = {
  SiteUnreachable: {
    scenarios: siteUnreachable,
    cannotBe: {
      "just below the limit": "there is nothing between reached and not reached",
      "restarted counter": "it reads no counter",
    },
  },
  HighMemoryUsage: {
    scenarios: highMemoryUsage,
    cannotBe: {
      "no traffic": "what is in memory stays there without traffic",
      "restarted counter": NO_COUNTER,
    },
  },
  HighCPUUsage: { scenarios: highCPUUsage, cannotBe: {} },
  DiskSpaceLow: {
    scenarios: diskSpaceLow,
    cannotBe: {
      "no traffic": "a volume is full whether or not anybody writes to it",
      "restarted counter": NO_COUNTER,
    },
  },
  VolumeFilling: { scenarios: volumeFilling, cannotBe: { "restarted counter": NO_COUNTER } },
  PodCrashLooping: {
    scenarios: podCrashLooping,
    cannotBe: { "no traffic": "ending is no matter of traffic" },
  },
  WorkloadDegraded: {
    scenarios: workloadDegraded,
    cannotBe: {
      "no traffic": "pods are asked for whether or not anybody comes",
      "restarted counter": NO_COUNTER,
    },
  },
  CertificateExpiring: {
    scenarios: certificateExpiring,
    cannotBe: {
      "no traffic": "a certificate ends whether or not anybody comes",
      "restarted counter": NO_COUNTER,
    },
  },
  CertificateNotReady: {
    scenarios: certificateNotReady,
    cannotBe: {
      "just below the limit": "it is ready or it is not",
      "no traffic": "a certificate is issued whether or not anybody comes",
      "restarted counter": NO_COUNTER,
    },
  },
  CertificateRenewalOverdue: {
    scenarios: certificateRenewalOverdue,
    cannotBe: {
      "no traffic": "a certificate ends whether or not anybody comes",
      "restarted counter": NO_COUNTER,
    },
  },
} satisfies ScenariosByAlert;
