import { buildStack } from "../../infra/plan";
import { alertmanagerConfig } from "../../infra/rendered-config/alertmanager";
import { scaledTimes } from "../../infra/rendered-config/times";
import { limited } from "../../tools/limited";
import { settings } from "../support/stacks";
import { incidentsOf } from "./delivery";
import type { Outage } from "./outage";
import { timelinesOf, type Firing } from "./timeline";
import { judged, type Verdict } from "./verdict";

/** The number of promtool processes that run at the same time. */
const AT_ONCE = 2;

export interface Playing {
  /** Called with the number of outages that have been played. */
  readonly tell?: (done: number) => void;
  /** A folder for results, so that the same outage is not played again. */
  readonly keepIn?: string;
}

/**
 * Plays outages: prod's rules in Prometheus's own rule engine, and the resulting alerts in a real Alertmanager with
 * prod's routes and inhibitions.
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
  const alertmanagers = stack.alertmanager.replicas;
  const incidents = await incidentsOf(
    outages.map((outage) => timelines.get(outage)!),
    (pace) => alertmanagerConfig(stack.notifications, scaledTimes(pace, { alertmanagers })),
  );
  return outages.map((outage, index) => judged(outage, incidents[index] ?? []));
}

/**
 * Groups outages of the same length, which can be played together. The longest come first, because they take longest.
 */
function alike(outages: readonly Outage[]): readonly (readonly Outage[])[] {
  const found = new Map<number, Outage[]>();
  for (const outage of outages) {
    found.set(outage.minutes, [...(found.get(outage.minutes) ?? []), outage]);
  }
  return [...found.entries()].sort(([a], [b]) => b - a).map(([, some]) => some);
}
