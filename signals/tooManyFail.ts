import { promql } from "./promql/promql";
import { Condition, type Signal } from "./promql/signal";
import { count } from "./promql/units";
import type { Duration, Quantity } from "./promql/units";
import { quantityText } from "./promql/words";

/**
 * So many failures are no accident, however few ask. One person tries what fails three times, and a share of two requests
 * is half: below this nothing is said of a share.
 */
export const FEWEST_FAILURES = count(10);

/** Of few requests the failures are looked for further back than the alert's own window. */
const SHORT: Duration = "15m";
const LONG: Duration = "1h";
/** The windows of what is asked so seldom that an hour has too few, and has few series. */
export const FOR_RARE: readonly Duration[] = [LONG, "6h"];
/** What failed within a long window still does: by so many minutes even rare requests have come. */
const LATELY: Duration = "30m";

/** How much is asked for, which share of that fails, and how often something failed within a window. */
interface Failures<L extends string> {
  readonly rate: Signal<L, "perSecond">;
  readonly ratio: Signal<L, "ratio">;
  readonly failures: Signal<L, "count">;
}

/**
 * The condition that too much fails of what is asked for, whose value is the share that does.
 *
 * Where enough is asked for, the share over the alert's window says so. Where less is, it takes a number of failures, over
 * the same window or a longer one: that nobody is served is no better for the few that come, or that still do. Both are
 * one condition, so that an outage that drives people away stays one alert. As soon as enough is asked for again, the
 * alert's own window decides alone.
 *
 * @param windows over which few are counted further back; of what has few series a longer one costs little
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

/** Such as `5m, 15m or 1h`. */
function eitherOf(durations: readonly Duration[]): string {
  return `${durations.slice(0, -1).join(", ")} or ${durations.at(-1) ?? ""}`;
}
