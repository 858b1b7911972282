import { errorRatio } from "./backend";
import { by, promql } from "./promql/promql";
import { Condition } from "./promql/signal";
import { percent, type Unit } from "./promql/units";

const SHARE = percent(5);
/**
 * By the shorter window it holds as soon as requests begin to fail, by the longer still where people have given up since.
 * However few they are: it says whether something else is part of an outage, and never that there is one.
 */
const requestsFail = errorRatio.above(SHARE, "5m").or(errorRatio.above(SHARE, "15m"));

/** Narrows a condition to while users' requests fail, whatever they fail of. Its value stays its own. */
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
