import { buildStack } from "../../infra/plan";
import { alertmanagerConfig } from "../../infra/rendered-config/alertmanager";
import { scaledTimes } from "../../infra/rendered-config/times";
import { limited } from "../../tools/limited";
import { settings } from "../support/stacks";
import { incidentsOf } from "./delivery";
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
  const alertmanagers = stack.alertmanager.replicas;
  const incidents = await incidentsOf(
    outages.map((outage) => timelines.get(outage)!),
    (pace) => alertmanagerConfig(stack.notifications, scaledTimes(pace, { alertmanagers })),
  );
  return outages.map((outage, index) => judged(outage, incidents[index] ?? []));
}

/** Those that can be played together, as they are of one length. The longest are first, as they take longest. */
function alike(outages: readonly Outage[]): readonly (readonly Outage[])[] {
  const found = new Map<number, Outage[]>();
  for (const outage of outages) {
    found.set(outage.minutes, [...(found.get(outage.minutes) ?? []), outage]);
  }
  return [...found.entries()].sort(([a], [b]) => b - a).map(([, some]) => some);
}
