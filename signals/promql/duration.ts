import { keptOfText } from "../kept";
import type { Duration } from "./units";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Prometheus's units, longest first, which is the order that a compound duration must use. */
const UNITS = [
  ["y", 365 * DAY],
  ["w", 7 * DAY],
  ["d", DAY],
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
  ["ms", 1],
] as const;

const DURATION = new RegExp(`^${UNITS.map(([name]) => `(?:(\\d+)${name})?`).join("")}$`);

/**
 * The length of a Prometheus duration, simple (`5m`) or compound (`1h30m`), in milliseconds.
 *
 * @throws if the text is no such duration
 */
export const parseDuration = keptOfText((text): number => {
  const counts = DURATION.exec(text)?.slice(1);
  if (!counts || text === "") {
    throw new Error(`"${text}" is no Prometheus duration. Write it like 30s, 5m or 1h30m.`);
  }
  return UNITS.reduce((sum, [, length], i) => sum + Number(counts[i] ?? 0) * length, 0);
});

/**
 * The shortest way to write a whole number of milliseconds with one unit: 30000 is `30s`, 90000 is `90s`.
 * Weeks and years are written as days.
 */
export function formatDuration(milliseconds: number): Duration {
  const unit = UNITS.slice(2).find(([, length]) => milliseconds % length === 0);
  if (!unit || milliseconds < 0) {
    throw new Error(`${milliseconds} ms cannot be a duration. Give a whole number, 0 or more.`);
  }
  return milliseconds === 0 ? "0s" : `${milliseconds / unit[1]}${unit[0]}`;
}
