import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { not, where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import { count, perSecond, percent } from "./promql/units";
import type { Duration, Quantity, Window } from "./promql/units";
import { zeroWhileUp } from "./availability";
import { BACKEND } from "./backend";

const OURS = { job: BACKEND } as const;
const failures = where(m.autodealgenie_auth_failures_total, OURS);
const successes = where(m.autodealgenie_auth_success_total, OURS);

/** When more than this share of all attempts is refused, forgotten passwords no longer explain it. */
export const MOST_REFUSED = percent(50);
/** Below this rate, half of the attempts is only a handful of people. */
export const LEAST_ATTEMPTS = perSecond(1);
export const RAISED_FAILURE_RATE = perSecond(1);

export const authFailureRate = new Signal({
  title: "Refused",
  description: "Rejected sign-ins and tokens per second.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by()}) (rate(${failures}[${w}]))`,
  idle: zeroWhileUp(BACKEND),
});

export const authFailureRateByReason = new Signal({
  title: "Rejected by reason",
  description: "Rejected sign-ins and tokens per second, by reason.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by("reason")}) (rate(${failures}[${w}]))`,
});

/** Where nothing has ever succeeded there is no series of successes, and all attempts are failures. */
const attempts = (w: Window) => {
  const refused = authFailureRate.query(w);
  return promql`${refused} + (sum by (${by()}) (rate(${successes}[${w}])) or 0 * ${refused})`;
};

const attemptRate = new Signal({
  title: "Attempts",
  description: "Sign-ins and rejected tokens per second.",
  unit: "perSecond",
  query: attempts,
});

export const authFailureRatio = new Signal({
  title: "Share refused",
  description: "Share of sign-in attempts that were rejected, including rejected tokens.",
  unit: "ratio",
  query: (w) => promql`${authFailureRate.query(w)} / ${attempts(w)}`,
  idle: "empty",
});

export const authSuccessRatio = new Signal({
  title: "Success",
  description: "Share of sign-in attempts that succeeded; rejected tokens count as failures.",
  unit: "ratio",
  query: (w) => promql`sum by (${by()}) (rate(${successes}[${w}])) / ${attempts(w)}`,
  idle: "empty",
});

/**
 * At least this many sign-ins are refused and none succeeds. One person who forgot the password is stopped long before
 * this by the limit on attempts. Refused tokens do not count: a single forgotten tab can have its token refused all
 * night.
 */
const MANY_IN_VAIN = count(30);
/** Windows over which even a low rate of refused sign-ins adds up to that many. */
const IN_VAIN_OVER = ["30m", "1h"] as const satisfies readonly Duration[];

const refusedSignIns = new Signal({
  title: "Sign-ins refused",
  description: "Sign-ins that were refused within the window, refused tokens left out.",
  unit: "count",
  query: (w) =>
    promql`sum by (${by()}) (increase(${where(m.autodealgenie_auth_failures_total, {
      ...OURS,
      reason: not("bad_token"),
    })}[${w}]))`,
});

const signIns = new Signal({
  title: "Sign-ins",
  description: "Sign-ins that succeeded within the window.",
  unit: "count",
  query: (w) => promql`sum by (${by()}) (increase(${successes}[${w}]))`,
});

/** Many people try to sign in and nobody can; the value is the refusals per second. */
function nobodyGetsIn(over: Duration): Condition<never, "perSecond"> {
  const inVain = authFailureRate
    .above(perSecond(0), over)
    .and(refusedSignIns.atLeast(MANY_IN_VAIN, over));
  return new Condition(
    promql`${inVain.query} unless ${signIns.above(count(0), over).query}`,
    "perSecond",
    `*${refusedSignIns.title}* at least ${MANY_IN_VAIN.value} over ${over} and no *${signIns.title}*`,
    [refusedSignIns, signIns],
  );
}

/**
 * Holds when there are many refusals, when most attempts are refused, or, at a low rate of attempts, when all sign-ins
 * are refused. The value is the refusals per second in each case.
 */
export function tooManyRefused(
  limit: Quantity<"perSecond">,
  window: Duration,
): Condition<never, "perSecond"> {
  const most = authFailureRate
    .above(perSecond(0), window)
    .and(authFailureRatio.above(MOST_REFUSED, window))
    .and(attemptRate.atLeast(LEAST_ATTEMPTS, window));
  const byRate = authFailureRate.above(limit, window).or(most);
  const [soon, later] = [nobodyGetsIn(IN_VAIN_OVER[0]), nobodyGetsIn(IN_VAIN_OVER[1])];
  const inVain = soon.or(later);
  return new Condition(
    promql`${byRate.query} or (${inVain.query} unless ${attemptRate.atLeast(LEAST_ATTEMPTS, window).query})`,
    "perSecond",
    `${byRate.words}; or, of fewer, ${inVain.words}`,
    [...byRate.terms, ...inVain.terms],
  );
}
