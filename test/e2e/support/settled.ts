import { activeTargets, firing } from "../../../lab/clients/prometheus";
import { eventually } from "../../../tools/polling";
import { podsOf } from "../../../lab/clients/pods";
import { clear, incidents } from "../../../lab/clients/receivers";
import { stackUnderTest } from "./stack";

const JOBS = [
  "alertmanager",
  "backend",
  "blackbox-exporter",
  "cadvisor",
  "kube-state-metrics",
  "kubelet",
  "postgres-exporter",
  "prometheus",
  "redis-exporter",
];

/** Those that only the prod stack has. */
const PROD_JOBS = [
  "cert-manager",
  "thanos-compact",
  "thanos-query",
  "thanos-sidecar",
  "thanos-store",
];

/**
 * Until nothing fires, and until the end of what did is told. What a filled volume leaves in the memory of an alert takes
 * a quarter of an hour where time is not divided.
 */
const PATIENCE_SECONDS = {
  dev: { quiet: 240, told: 120 },
  prod: { quiet: 1200, told: 300 },
} as const;

/** What every target's job is: Grafana's too, where its image could be had. */
export async function expectedJobs(): Promise<readonly string[]> {
  const grafana = await podsOf("grafana");
  const jobs = [...JOBS, ...(stackUnderTest() === "prod" ? PROD_JOBS : [])];
  return [...jobs, ...(grafana.length > 0 ? ["grafana"] : [])].sort();
}

/** Waits until everything is well and everybody has been told so; then forgets what arrived. */
export async function settled(): Promise<void> {
  const patience = PATIENCE_SECONDS[stackUnderTest()];
  await eventually("every target is up", 120, async () => {
    const targets = await activeTargets();
    const jobs = [...new Set(targets.map(({ labels }) => labels.job ?? ""))].sort();
    expect(jobs).toEqual(await expectedJobs());
    expect(targets.filter(({ health }) => health !== "up")).toEqual([]);
  });
  await eventually("nothing fires but the watchdog", patience.quiet, async () => {
    expect(await firing()).toEqual(["Watchdog"]);
  });
  await eventually("every incident is resolved", patience.told, async () => {
    expect((await incidents()).filter(({ state }) => state !== "resolved")).toEqual([]);
  });
  await clear();
}
