import type { LabelOf, Labels, Metric } from "../service/metrics/define";
import { bucket } from "./promql/bucket";
import { by, promql } from "./promql/promql";
import { Signal, type Condition } from "./promql/signal";
import { count } from "./promql/units";
import type { Duration, Quantity, Window } from "./promql/units";
import { quantityText } from "./promql/words";

/**
 * This many slow requests within a quarter of an hour are no accident. With one request every four minutes, such as
 * somebody's job, every quantile is just that request's time.
 */
const FEWEST_SLOW = count(10);
const SLOW_WITHIN: Duration = "15m";

/**
 * How many took longer than the limit, or than the histogram's next lower bound if the limit is not a bound; the
 * quantile checks the limit itself.
 *
 * @param title names them on panels and in conditions
 */
export function slowerOnes<V extends Labels, const L extends LabelOf<V> = never>(
  title: string,
  histogram: Metric<string, "histogram", V>,
  matchers: Parameters<typeof bucket<V>>[2],
  ...labels: readonly L[]
): (limit: Quantity<"seconds">) => Signal<L, "count"> {
  // Without the specific label names in its type, so that the compiler can compare the types.
  const all = histogram as Metric<string, "histogram">;
  const within = (bound: number, w: Window) =>
    promql`sum by (${by(...(labels as readonly string[]))}) (increase(${bucket(all, bound, matchers as object)}[${w}]))`;
  return (limit) => {
    const bound = Math.max(0, ...(histogram.buckets ?? []).filter((one) => one <= limit.value));
    return new Signal<string, "count">({
      title,
      description: `${title} that took longer than ${quantityText(bound, "seconds")}, within the window.`,
      unit: "count",
      query: (w) =>
        bound === 0 ? within(Infinity, w) : promql`${within(Infinity, w)} - ${within(bound, w)}`,
    }) as Signal<L, "count">;
  };
}

/**
 * The condition that a quantile stays above a limit and that a minimum number of requests takes longer.
 *
 * @param slower the signal for how many take longer than a limit
 * @param histogram the histogram of the quantile, which never exceeds the last bound
 * @param ends the timeout after which requests are given up, so that none takes longer
 * @throws if the limit can never be exceeded
 */
export function slowerThan<L extends string, V extends Labels>(
  limit: Quantity<"seconds">,
  quantile: Signal<L, "seconds">,
  window: Duration,
  slower: (limit: Quantity<"seconds">) => Signal<L, "count">,
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
  return quantile.above(limit, window).and(slower(limit).atLeast(FEWEST_SLOW, SLOW_WITHIN));
}
