import { errorRatio } from "./backend";
import { by, promql } from "./promql/promql";
import { Condition } from "./promql/signal";
import { percent, type Unit } from "./promql/units";

const SHARE = percent(5);
/**
 * The shorter window makes it hold as soon as requests begin to fail; the longer one keeps it while people have given
 * up since. It has no minimum of requests: it only tells whether something else is part of an outage, never that there
 * is one.
 */
const requestsFail = errorRatio.above(SHARE, "5m").or(errorRatio.above(SHARE, "15m"));

/** Narrows a condition to times when users' requests fail, for whatever reason. Its value stays its own. */
export function whileRequestsFail<L extends string, U extends Unit>(
  condition: Condition<L, U>,
): Condition<L, U> {
  const query = promql`${condition.query} and on (${by()}) ${requestsFail.query}`;
  return new Condition(
    { ...query, labels: condition.query.labels },
    condition.unit,
    `${condition.words}, and ${requestsFail.words}`,
    [...condition.terms, ...requestsFail.terms],
  );
}
