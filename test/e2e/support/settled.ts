import { activeTargets, firing } from "../../../lab/clients/prometheus";
import { eventually } from "../../../tools/polling";
import { podsOf } from "../../../lab/clients/pods";
import { clear, incidents } from "../../../lab/clients/receivers";
import { scrapedJobs } from "../../../infra/settings/jobs";
import { settings } from "../../support/stacks";
import { labConfig } from "./labStack";
import { stackUnderTest } from "./stack";

/**
 * Until nothing fires, and until the end of what did is told. What a filled volume leaves in the memory of an alert takes
 * a quarter of an hour where time is not divided.
 */
const PATIENCE_SECONDS = {
  dev: { quiet: 240, told: 120 },
  prod: { quiet: 1200, told: 300 },
} as const;

/** What every target's job is: Grafana's only where its image could be had. */
export async function expectedJobs(): Promise<readonly string[]> {
  const jobs = scrapedJobs(stackUnderTest() === "prod" ? settings("prod") : labConfig);
  const grafana = await podsOf("grafana");
  return jobs.filter((job) => job !== "grafana" || grafana.length > 0).sort();
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
