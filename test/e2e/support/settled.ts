import { activeTargets, firing } from "../../../lab/clients/prometheus";
import { eventually } from "../../../tools/polling";
import { podsOf } from "../../../lab/clients/pods";
import { clear, incidents } from "../../../lab/clients/receivers";
import { scrapedJobs } from "../../../infra/settings/jobs";
import { settings } from "../../support/stacks";
import { labConfig } from "./labStack";
import { stackUnderTest } from "./stack";

/**
 * How long to wait until nothing fires, and until the ends are notified. Without a time scale, an alert on a filled
 * volume takes a quarter of an hour to resolve.
 */
const PATIENCE_SECONDS = {
  dev: { quiet: 240, told: 120 },
  prod: { quiet: 1200, told: 300 },
} as const;

const configUnderTest = () => (stackUnderTest() === "prod" ? settings("prod") : labConfig);

/** The jobs of all targets; Grafana's only if its image was available. */
export async function expectedJobs(config = configUnderTest()): Promise<readonly string[]> {
  const jobs = scrapedJobs(config);
  const grafana = await podsOf("grafana");
  return jobs.filter((job) => job !== "grafana" || grafana.length > 0).sort();
}

/**
 * Waits until everything is healthy and all incidents are resolved, and then clears the inbox.
 *
 * @param config the deployed settings, if they are not those of the stack under test
 */
export async function settled(config = configUnderTest()): Promise<void> {
  const patience = PATIENCE_SECONDS[stackUnderTest()];
  await eventually("every target is up", 120, async () => {
    const targets = await activeTargets();
    const jobs = [...new Set(targets.map(({ labels }) => labels.job ?? ""))].sort();
    expect(jobs).toEqual(await expectedJobs(config));
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
