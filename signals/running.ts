import { by, promql } from "./promql/promql";
import type { Selector } from "./promql/selector";
import { Condition } from "./promql/signal";
import type { Duration } from "./promql/units";

/**
 * Some pod exposed the counter a whole window ago and for nine tenths of the time since. Only then does a low count
 * mean that nothing happened: a counter that has just begun, or whose process was down for hours, shows few events
 * anyway.
 */
export function ranThroughout(counter: Selector, window: Duration): Condition<never, "count"> {
  const began = promql`count by (${by()}) (increase(${counter}[${window}] offset ${window}))`;
  const seen = promql`sum by (${by()}) (increase(${counter}[15m]))`;
  // Durations written with units are numbers of seconds in PromQL, and `timeScale` scales them wherever they stand.
  return new Condition(
    promql`${began} > 0 and count_over_time(${seen}[${window}:5m]) * 5m >= 0.9 * ${window}`,
    "count",
    `what counts it was there ${window} ago, and nine tenths of the time since`,
  );
}
