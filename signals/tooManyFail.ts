import { promql } from "./promql/promql";
import { Condition, type Signal } from "./promql/signal";
import { count } from "./promql/units";
import type { Duration, Quantity } from "./promql/units";
import { quantityText } from "./promql/words";

/**
 * This many failures are no accident, however few people ask. One person retries a failure three times, and with two
 * requests one failure is already half: below this number, a share says nothing.
 */
export const FEWEST_FAILURES = count(10);

/** At a low request rate, failures are also counted over longer windows than the alert's own. */
const SHORT: Duration = "15m";
const LONG: Duration = "1h";
/** Windows for requests so rare that even an hour has too few, and that have few series. */
export const FOR_RARE: readonly Duration[] = [LONG, "6h"];
/**
 * Failures counted over a long window must also have happened within this time, to show that they go on; even rare
 * requests have come by then.
 */
const LATELY: Duration = "30m";

/** The rate of some requests, the share that fails, and the number of failures within a window. */
interface Failures<L extends string> {
  readonly rate: Signal<L, "perSecond">;
  readonly ratio: Signal<L, "ratio">;
  readonly failures: Signal<L, "count">;
}

/**
 * The condition that too many of these requests fail; its value is the share that fails.
 *
 * At a sufficient request rate, the share over the alert's window decides. At a lower rate it also takes a minimum
 * number of failures, over the same window or a longer one: an outage is no better if only a few people come, or still
 * come. Both are one condition, so that an outage that drives people away stays one alert. As soon as the rate is
 * sufficient again, the alert's own window alone decides.
 *
 * @param windows the longer windows for low rates; for requests with few series, a longer window costs little
 */
export function tooManyFail<L extends string>(
  { rate, ratio, failures }: Failures<L>,
  limit: Quantity<"ratio">,
  window: Duration,
  leastRate: Quantity<"perSecond">,
  windows: readonly Duration[] = [LONG],
): Condition<L, "ratio"> {
  const enough = rate.atLeast(leastRate, window);
  const counted = (over: Duration) =>
    ratio.above(limit, over).and(failures.atLeast(FEWEST_FAILURES, over));
  const ofMany = ratio.above(limit, window).and(enough);
  const ofFew = windows.reduce(
    (few, over) => few.or(counted(over).and(ratio.above(limit, LATELY))),
    counted(window).or(counted(SHORT)),
  );
  const query = promql`${ofMany.query} or (${ofFew.query} unless ${enough.query})`;
  const words = `${ofMany.words}; or, of fewer, above ${quantityText(limit.value, limit.unit)} with *${failures.title}* at least ${FEWEST_FAILURES.value}, over ${eitherOf([window, SHORT, ...windows])}`;
  return new Condition<L, "ratio">(query, ofMany.unit, words, [...ofMany.terms, failures]);
}

/** For example `5m, 15m or 1h`. */
function eitherOf(durations: readonly Duration[]): string {
  return `${durations.slice(0, -1).join(", ")} or ${durations.at(-1) ?? ""}`;
}
