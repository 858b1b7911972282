import { errorRatio, failedRequests } from "./backend";
import { by, promql } from "./promql/promql";
import { Condition } from "./promql/signal";
import { percent, type Duration, type Unit } from "./promql/units";
import { FEWEST_FAILURES } from "./tooManyFail";

const SHARE = percent(5);
/** The shorter sees at once that they begin to fail; by the longer they still do where people have given up since. */
const WINDOWS = ["5m", "15m"] as const satisfies readonly Duration[];

const [soon, still] = WINDOWS.map((window) =>
  errorRatio.above(SHARE, window).and(failedRequests.atLeast(FEWEST_FAILURES, window)),
) as [Condition<never, "ratio">, Condition<never, "ratio">];
const requestsFail = soon.or(still);

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
