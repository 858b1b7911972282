import type { Unit } from "../../signals/promql/units";
import type { Levels } from "./levels";

/**
 * The least upper end of a graph's axis, by unit. Without it Grafana draws a graph of zeros on a scale up to 100, which
 * for a ratio is 10,000 %.
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

/** The axis ends this far above a level, so that the level's line is visible. */
const ABOVE_LEVEL = 1.25;
/**
 * From this value on, a ratio's limit is one of something that may be used up; below it, one of something that may
 * fail.
 */
const HALF = 0.5;

/**
 * Where an axis that begins at 0 ends, unless the values go beyond: for a ratio at 100 %, or, if its limit is small,
 * not far above the limit, so that values near it do not look like zero; for a count just above its limit.
 */
export function axisEnd<U extends Unit>(unit: U, levels?: Levels<U>): number {
  const limit = levels && "high" in levels ? levels.high.value : undefined;
  if (limit === undefined) return LEAST_END[unit];
  if (unit === "ratio") return limit < HALF ? 2 * limit : 1;
  return unit === "count" ? Math.max(1, ABOVE_LEVEL * limit) : LEAST_END[unit];
}
