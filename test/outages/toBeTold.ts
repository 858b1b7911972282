import type { Outage } from "./outage";
import { seriesOf } from "./series";

/** The number of requests that fail, or are not made, in an outage. */
function badRequests({ depth, minutes, perMinute }: Outage): number {
  return depth * minutes * perMinute;
}

/**
 * Whether an outage has to page. These limits are what the alerts promise, and are tested: it lasts ten minutes or
 * more, and more than one request in twenty fails (HighErrorRate's limit) and ten in all, or a server or the whole
 * backend is down. Slow requests have to be at least half, and a hundred in all. At the entrance, there have to be at
 * least 60 requests per minute, for 15 minutes.
 */
export function hasToBeTold(outage: Outage): boolean {
  const { part, depth, minutes } = outage;
  if (minutes < 10) return false;
  if (part === "backend" || part === "podDown") return true;
  if (part === "slow") return depth >= 0.5 && badRequests(outage) >= 100;
  if (part === "entrance") return outage.perMinute >= 60 && minutes >= 15;
  return depth > 0.05 && failed(outage) >= 10;
}

/** The number of requests that are answered with 5xx. If there are few, rounding in each pod makes them fewer still. */
function failed(outage: Outage): number {
  return [...seriesOf(outage)]
    .filter(([name]) => name.includes('status="5'))
    .reduce((sum, [, samples]) => sum + (samples.at(-1) ?? 0), 0);
}
