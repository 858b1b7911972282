import { buildStack } from "../../infra/plan";
import { alertmanagerConfig } from "../../infra/rendered-config/alertmanager";
import { scaledTimes } from "../../infra/rendered-config/times";
import { limited } from "../../tools/limited";
import { settings } from "../support/stacks";
import { incidentsOf, PACE } from "./delivery";
import type { Outage } from "./outage";
import { timelinesOf, type Firing } from "./timeline";
import { judged, type Verdict } from "./verdict";

/** How many of promtool run at once. */
const AT_ONCE = 2;

export interface Playing {
  /** Is told how many the rules have been played to. */
  readonly tell?: (done: number) => void;
  /** A folder in which what the rules make of outages is kept, so that it is not played again. */
  readonly keepIn?: string;
}

/**
 * Plays outages to prod's rules, by Prometheus's own rule engine, and what fires to a real Alertmanager with prod's routes
 * and inhibitions.
 */
export async function played(
  outages: readonly Outage[],
  { tell = () => undefined, keepIn }: Playing = {},
): Promise<readonly Verdict[]> {
  const stack = settings("prod");
  const { ruleGroups } = buildStack(stack).declared;
  const timelines = new Map<Outage, readonly Firing[]>();
  await limited(alike(outages), AT_ONCE, async (some) => {
    const found = await timelinesOf(some, ruleGroups, keepIn);
    some.forEach((outage, index) => timelines.set(outage, found[index]!));
    tell(timelines.size);
  });
  const times = scaledTimes(PACE, { alertmanagers: stack.alertmanager.replicas });
  const incidents = await incidentsOf(
    outages.map((outage) => timelines.get(outage)!),
    alertmanagerConfig(stack.notifications, times),
  );
  return outages.map((outage, index) => judged(outage, incidents[index] ?? []));
}

/** Those that can be played together: of one length, and with the same series. The longest are first, as they take longest. */
function alike(outages: readonly Outage[]): readonly (readonly Outage[])[] {
  const found = new Map<string, Outage[]>();
  for (const outage of outages) {
    const key = `${outage.minutes} ${outage.part === "slow"}`;
    found.set(key, [...(found.get(key) ?? []), outage]);
  }
  return [...found.values()].sort((a, b) => b[0]!.minutes - a[0]!.minutes);
}
