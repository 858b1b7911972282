import { parseDuration } from "./promql/duration";
import { promql } from "./promql/promql";
import { Condition } from "./promql/signal";
import type { Duration } from "./promql/units";
import { beginOf, offsetsOf, type Offset } from "./timeZones";

/** When people are expected to buy cars, in local time of a time zone. */
export interface WorkingHours {
  /** 0 is Sunday; first and last day are included. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Whole hours of the day; `toHour` is not included. */
  readonly fromHour: number;
  readonly toHour: number;
  /** A name of the IANA database. @default UTC */
  readonly timeZone?: string;
  /** Days on which nobody works, such as 2026-12-25, each once. @default none */
  readonly holidays?: readonly string[];
}

const HOUR_MS = 60 * 60 * 1000;
/** 1 January 1970 was a Thursday, and 0 is Sunday. */
const THURSDAY = 4;

/**
 * The whole window, up to now, lies within working hours: at five past nine, the night must not count.
 *
 * @param wait how long an alert on this also waits: working hours must be long enough for both
 * @throws if no window ever fits
 */
export function withinWorkingHours(
  { firstDay, lastDay, fromHour, toHour, timeZone = "UTC", holidays = [] }: WorkingHours,
  window: Duration,
  wait: Duration,
): Condition<never, "count"> {
  const endless = fromHour === 0 && toHour === 24;
  if (!endless && parseDuration(window) + parseDuration(wait) >= (toHour - fromHour) * HOUR_MS) {
    throw new Error(
      `A window of ${window} and a wait of ${wait} do not fit in working hours from ${fromHour} to ${toHour}. Shorten them, or lengthen workingHours.`,
    );
  }
  const offsets = offsetsOf(timeZone);
  const clock = clockText(offsets);
  const days = ((lastDay - firstDay + 7) % 7) + 1;
  // The remainder of a division tells how long ago the working day, or the working week, last began.
  const open = [
    `((${clock} / 3600 + ${24 - fromHour}) % 24 < bool ${toHour - fromHour})`,
    `((${clock} / 86400 + ${THURSDAY + 7 - firstDay}) % 7 < bool ${days})`,
    ...holidays.map((day) => {
      const [begin, end] = [beginOf(day, offsets), beginOf(day, offsets, 1)];
      return `(1 - (time() >= bool ${begin / 1000}) * (time() < bool ${end / 1000}))`;
    }),
  ].join(" * ");
  const { text } = promql`min_over_time(vector(1)[${window}:1m]) == 1`;
  const query = { ...promql`vector(1)`, text: text.replace("vector(1)", `vector(${open})`) };
  return new Condition(query, "count", `the last ${window} are working hours`);
}

/**
 * The local time in seconds since 1970 as an expression: UTC plus the offset, with a term for each change of the
 * clocks.
 */
function clockText([first, ...changes]: readonly Offset[]): string {
  let before = first?.offset ?? 0;
  const terms = changes.map(({ since, offset }) => {
    const seconds = (offset - before) / 1000;
    before = offset;
    return `${signed(seconds)} * (time() >= bool ${since / 1000})`;
  });
  const start = (first?.offset ?? 0) / 1000;
  if (start === 0 && terms.length === 0) return "time()";
  return `(time() ${[signed(start), ...terms].join(" ")})`;
}

function signed(seconds: number): string {
  return seconds < 0 ? `- ${-seconds}` : `+ ${seconds}`;
}
