import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import type { Condition } from "./promql/signal";
import { perSecond, percent } from "./promql/units";
import type { Duration, Quantity, Window } from "./promql/units";
import { zeroWhileUp } from "./availability";
import { BACKEND } from "./backend";

const OURS = { job: BACKEND } as const;
const failures = where(m.autodealgenie_auth_failures_total, OURS);
const successes = where(m.autodealgenie_auth_success_total, OURS);

/** More than this share of all attempts refused is no forgetfulness any more. */
export const MOST_REFUSED = percent(50);
/** Below this, half of the attempts is a handful of people. */
export const LEAST_ATTEMPTS = perSecond(1);
export const RAISED_FAILURE_RATE = perSecond(1);

export const authFailureRate = new Signal({
  title: "Refused",
  description: "Sign-ins and tokens that were refused, each second.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by()}) (rate(${failures}[${w}]))`,
  idle: zeroWhileUp(BACKEND),
});

export const authFailureRateByReason = new Signal({
  title: "Refused by reason",
  description: "The same by the reason.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by("reason")}) (rate(${failures}[${w}]))`,
});

/** Where nothing ever succeeded, all attempts are failures. */
const attempts = (w: Window) => {
  const refused = authFailureRate.query(w);
  return promql`${refused} + (sum by (${by()}) (rate(${successes}[${w}])) or 0 * ${refused})`;
};

const attemptRate = new Signal({
  title: "Attempts",
  description: "Sign-ins and refused tokens, each second.",
  unit: "perSecond",
  query: attempts,
});

export const authFailureRatio = new Signal({
  title: "Share refused",
  description: "Share of the attempts to sign in that were refused, refused tokens included.",
  unit: "ratio",
  query: (w) => promql`${authFailureRate.query(w)} / ${attempts(w)}`,
  idle: "empty",
});

export const authSuccessRatio = new Signal({
  title: "Success",
  description: "Share of the attempts to sign in that succeeded; refused tokens count as refused.",
  unit: "ratio",
  query: (w) => promql`sum by (${by()}) (rate(${successes}[${w}])) / ${attempts(w)}`,
  idle: "empty",
});

/** Many refusals, or most of what is tried refused; the value is the refusals each second in both. */
export function tooManyRefused(
  limit: Quantity<"perSecond">,
  window: Duration,
): Condition<never, "perSecond"> {
  const most = authFailureRate
    .above(perSecond(0), window)
    .and(authFailureRatio.above(MOST_REFUSED, window))
    .and(attemptRate.atLeast(LEAST_ATTEMPTS, window));
  return authFailureRate.above(limit, window).or(most);
}
