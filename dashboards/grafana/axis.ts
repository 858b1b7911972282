import type { Unit } from "../../signals/promql/units";
import type { Levels } from "./levels";

/**
 * Where the axis of a course ends at least, by its unit. Without it Grafana draws a course of zeros over a scale up to
 * 100, which of a ratio are 10,000 %.
 */
const LEAST_END: Readonly<Record<Unit, number>> = {
  seconds: 0.0001,
  bytes: 1024,
  ratio: 1,
  count: 1,
  perSecond: 0.1,
  operationsPerSecond: 0.1,
  bytesPerSecond: 1024,
  usdPerHour: 0.01,
};

/** So much of the axis is above a level, for its line to be seen. */
const ABOVE_LEVEL = 1.25;
/** From where on a limit is one of what may be used up, and not one of what may fail. */
const HALF = 0.5;

/**
 * Where an axis that begins at 0 ends, unless the values go on: of a ratio at 100 %, but of one whose limit is small not
 * far above that, so that what comes near it is no line on the ground; of a number just above its limit.
 */
export function axisEnd<U extends Unit>(unit: U, levels?: Levels<U>): number {
  const limit = levels && "high" in levels ? levels.high.value : undefined;
  if (limit === undefined) return LEAST_END[unit];
  if (unit === "ratio") return limit < HALF ? 2 * limit : 1;
  return unit === "count" ? Math.max(1, ABOVE_LEVEL * limit) : LEAST_END[unit];
}
