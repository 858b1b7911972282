import type { Outage } from "./outage";
import { seriesOf } from "./series";

/** So many requests go wrong in it, or are not made. */
function badRequests({ depth, minutes, perMinute }: Outage): number {
  return depth * minutes * perMinute;
}

/**
 * Whether it has to be told: people feel it for ten minutes at the least. That is what the alerts promise, and is held
 * here: more than one request in twenty fails (HighErrorRate's limit), and ten in all, or a server or all of the
 * backend is down.
 */
export function hasToBeTold(outage: Outage): boolean {
  const { part, depth, minutes } = outage;
  if (minutes < 10) return false;
  if (part === "backend" || part === "podDown") return true;
  if (part === "slow") return depth >= 0.5 && badRequests(outage) >= 100;
  if (part === "entrance") return outage.perMinute >= 60 && minutes >= 15;
  return depth > 0.05 && failed(outage) >= 10;
}

/** So many requests are answered with 5xx: where they are few, rounding them in each pod makes them fewer still. */
function failed(outage: Outage): number {
  return [...seriesOf(outage)]
    .filter(([name]) => name.includes('status="5'))
    .reduce((sum, [, samples]) => sum + (samples.at(-1) ?? 0), 0);
}
