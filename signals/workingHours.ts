import { parseDuration } from "./promql/duration";
import { promql } from "./promql/promql";
import { Condition } from "./promql/signal";
import type { Duration } from "./promql/units";

/** When people are expected to buy cars, in UTC. */
export interface WorkingHours {
  /** 0 is Sunday, as PromQL's day_of_week() counts; both ends included. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Whole hours of the day; the last one is not included. */
  readonly fromHour: number;
  readonly toHour: number;
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * The whole window, up to now, lies within working hours: at five past nine, nothing is to be said of the night.
 *
 * @param wait how long an alert on it waits besides: working hours have to be long enough for both
 * @throws where no window ever fits
 */
export function withinWorkingHours(
  { firstDay, lastDay, fromHour, toHour }: WorkingHours,
  window: Duration,
  wait: Duration,
): Condition<never, "count"> {
  const endless = fromHour === 0 && toHour === 24;
  if (!endless && parseDuration(window) + parseDuration(wait) >= (toHour - fromHour) * HOUR_MS) {
    throw new Error(
      `A window of ${window} and a wait of ${wait} do not fit in working hours from ${fromHour} to ${toHour}. Shorten them, or lengthen workingHours.`,
    );
  }
  const hour = promql`(hour() >= bool ${fromHour}) * (hour() < bool ${toHour})`;
  const [after, before] = [
    promql`day_of_week() >= bool ${firstDay}`,
    promql`day_of_week() <= bool ${lastDay}`,
  ];
  // From Friday to Monday, say, the week ends in between.
  const day = firstDay <= lastDay ? promql`${after} * ${before}` : promql`${after} + ${before}`;
  return new Condition(
    promql`min_over_time((${hour} * ${day})[${window}:1m]) == 1`,
    "count",
    `the last ${window} are working hours`,
  );
}
