import type { Labels, Metric } from "../service/metrics/define";
import type { Condition, Signal } from "./promql/signal";
import type { Duration, Quantity } from "./promql/units";

/**
 * The condition that a quantile stays above a limit.
 *
 * @param histogram what the quantile is of: none is ever above the last bound
 * @param ends when what is measured is given up, so that nothing takes longer
 * @throws where the limit can never be exceeded
 */
export function slowerThan<L extends string, V extends Labels>(
  limit: Quantity<"seconds">,
  quantile: Signal<L, "seconds">,
  window: Duration,
  histogram: Metric<string, "histogram", V>,
  ends?: Quantity<"seconds">,
): Condition<L, "seconds"> {
  const bound = Math.max(0, ...(histogram.buckets ?? []));
  const most = Math.min(bound, ends?.value ?? bound);
  if (limit.value >= most) {
    const why = most < bound ? "is given up after" : "is measured up to";
    throw new Error(
      `A limit of ${limit.value} s on ${histogram.name} is never exceeded: it ${why} ${most} s. Set a lower one.`,
    );
  }
  return quantile.above(limit, window);
}
