import { by, promql } from "./promql/promql";
import type { Selector } from "./promql/selector";
import { Condition } from "./promql/signal";
import type { Duration } from "./promql/units";

/**
 * Whoever exposes a counter was there a whole window ago, in whatever pod, and for nine tenths of the time since. Only
 * then is it true that nothing happened: of what has just begun, or was down for hours, few events say nothing.
 */
export function ranThroughout(counter: Selector, window: Duration): Condition<never, "count"> {
  const began = promql`count by (${by()}) (increase(${counter}[${window}] offset ${window}))`;
  const seen = promql`sum by (${by()}) (increase(${counter}[15m]))`;
  // A duration is a number of seconds wherever it stands, and is scaled wherever it stands.
  return new Condition(
    promql`${began} > 0 and count_over_time(${seen}[${window}:5m]) * 5m >= 0.9 * ${window}`,
    "count",
    `what counts it was there ${window} ago, and nine tenths of the time since`,
  );
}
