import { formatDuration, parseDuration } from "./duration";
import { promql } from "./promql";
import type { Query } from "./promql";
import type { Duration } from "./units";

/** The percentage of a window for which something has to hold that comes and goes. */
const MOST = 55;
/** How often a window is looked at: as often as targets are scraped, so that no alternation of samples is passed over. */
const STEP: Duration = "15s";
/** How often rules are evaluated: what is left of an alert's wait is whole evaluations, as the wait itself is. */
const EVALUATION: Duration = "30s";

/** What holds by the share of time. */
export interface Lasting<L extends string = string> {
  readonly query: Query<L>;
  /** How long it has to hold until it counts as most of the window. */
  readonly after: Duration;
}

/**
 * What holds in most of the moments of a window. Moments in which nothing is known count as those in which it does not hold:
 * what has just begun has not lasted.
 *
 * @param percent how much of the window that is
 * @returns nothing where the window is too short to have a share
 */
export function mostOf<L extends string>(
  query: Query<L>,
  window: Duration,
  percent = MOST,
): Lasting<L> | undefined {
  const evaluation = parseDuration(EVALUATION);
  const after = Math.floor((percent * parseDuration(window)) / 100 / evaluation) * evaluation;
  if (after === 0) return undefined;
  // The moment at which it begins, and those that follow.
  const often = after / parseDuration(STEP) + 1;
  const held = promql`avg_over_time(${query}[${window}:${STEP}])`;
  const times = promql`count_over_time(${query}[${window}:${STEP}])`;
  const most = promql`${held} and ${times} >= ${often}`;
  return {
    query: { ...most, labels: query.labels },
    after: formatDuration(after),
  };
}

/** What is left of an alert's wait when that much of it has passed. */
export function leftOf(wait: Duration, { after }: Pick<Lasting, "after">): Duration {
  return formatDuration(parseDuration(wait) - parseDuration(after));
}
