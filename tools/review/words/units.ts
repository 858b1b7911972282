import type { Unit } from "../../../signals/promql/units";

/** How a rule's description writes its value, by what the value is a number of; the longer way first. */
const WRITTEN: readonly (readonly [string, Unit])[] = [
  ["| humanizePercentage }}", "ratio"],
  ["| humanizeDuration }}", "seconds"],
  ["| humanize1024 }}B/s", "bytesPerSecond"],
  ["| humanize1024 }}B", "bytes"],
  ["| humanize }}/s", "perSecond"],
  ["| humanize }} USD/h", "usdPerHour"],
];

/**
 * What an alert's value is a number of, as its own description has it: so is its limit. Read from there, it is right for
 * alerts that this version does not have, too.
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
