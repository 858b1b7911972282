import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildStack } from "../../infra/plan";
import { alertmanagerConfig } from "../../infra/rendered-config/alertmanager";
import { scaledTimes } from "../../infra/rendered-config/times";
import { limited } from "../../tools/limited";
import { settings } from "../support/stacks";
import { incidentsOf, PACE } from "./delivery";
import { nameOf, type Outage } from "./outage";
import { writePagingRules } from "./rules";
import { timelineOf } from "./timeline";
import { judged, type Verdict } from "./verdict";

/** How many of promtool run at once. */
const AT_ONCE = 2;

/**
 * Plays outages to prod's rules, by Prometheus's own rule engine, and what fires to a real Alertmanager with prod's routes
 * and inhibitions.
 *
 * @param tell is told of each outage that the rules have been played
 */
export async function played(
  outages: readonly Outage[],
  tell: (done: number, name: string) => void = () => undefined,
): Promise<readonly Verdict[]> {
  const stack = settings("prod");
  const { ruleGroups } = buildStack(stack).declared;
  const times = scaledTimes(PACE, { alertmanagers: stack.alertmanager.replicas });
  const folder = mkdtempSync(join(tmpdir(), "outage-rules-"));
  try {
    const rules = writePagingRules(ruleGroups, folder);
    let done = 0;
    const timelines = await limited(outages, AT_ONCE, async (outage) => {
      const timeline = await timelineOf(outage, rules);
      tell(++done, nameOf(outage));
      return timeline;
    });
    const incidents = await incidentsOf(timelines, alertmanagerConfig(stack.notifications, times));
    return outages.map((outage, index) => judged(outage, incidents[index] ?? []));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
