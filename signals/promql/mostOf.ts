import { formatDuration, parseDuration } from "./duration";
import { promql } from "./promql";
import type { Query } from "./promql";
import type { Duration } from "./units";

/** The percentage of a window for which an intermittent condition has to hold. */
const MOST = 55;
/** The step of the subquery: the scrape interval, so that no alternation of samples is missed. */
const STEP: Duration = "15s";
/**
 * How often rules are evaluated: the remaining wait of an alert is a whole number of evaluations, as the full wait is.
 */
const EVALUATION: Duration = "30s";

/** A condition judged by the share of time for which it holds. */
export interface Lasting<L extends string = string> {
  readonly query: Query<L>;
  /** How long it has to hold before that counts as most of the window. */
  readonly after: Duration;
}

/**
 * A query that yields what holds in most moments of a window. Moments without data count as moments in which it does
 * not hold: something that has just begun has not lasted.
 *
 * @param percent how much of the window counts as most of it
 * @returns undefined if the window is too short to have a share
 */
export function mostOf<L extends string>(
  query: Query<L>,
  window: Duration,
  percent = MOST,
): Lasting<L> | undefined {
  const evaluation = parseDuration(EVALUATION);
  const after = Math.floor((percent * parseDuration(window)) / 100 / evaluation) * evaluation;
  if (after === 0) return undefined;
  // The moment at which it begins, plus those that follow.
  const often = after / parseDuration(STEP) + 1;
  const held = promql`avg_over_time(${query}[${window}:${STEP}])`;
  const times = promql`count_over_time(${query}[${window}:${STEP}])`;
  const most = promql`${held} and ${times} >= ${often}`;
  return {
    query: { ...most, labels: query.labels },
    after: formatDuration(after),
  };
}

/** What remains of an alert's wait after that much of it has passed. */
export function leftOf(wait: Duration, { after }: Pick<Lasting, "after">): Duration {
  return formatDuration(parseDuration(wait) - parseDuration(after));
}
