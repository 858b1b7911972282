import type { Unit } from "../../../signals/promql/units";

/** How a rule's description formats its value, by unit. Longer forms come first. */
const WRITTEN: readonly (readonly [string, Unit])[] = [
  ["| humanizePercentage }}", "ratio"],
  ["| humanizeDuration }}", "seconds"],
  ["| humanize1024 }}B/s", "bytesPerSecond"],
  ["| humanize1024 }}B", "bytes"],
  ["| humanize }}/s", "perSecond"],
  ["| humanize }} USD/h", "usdPerHour"],
];

/**
 * The unit of an alert's value, and so of its limit, according to its own description. That makes it right also for
 * alerts that this version does not have.
 */
export function unitOf(description = ""): Unit {
  const [first] = WRITTEN.map(([text, unit]) => ({
    at: description.indexOf(`$value ${text}`),
    unit,
  }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return first?.unit ?? "count";
}
