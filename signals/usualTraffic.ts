import { by, promql } from "./promql/promql";
import type { Query } from "./promql/promql";
import { record, type RecordingRule } from "./promql/recording";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import { perSecond } from "./promql/units";
import type { Duration, Quantity } from "./promql/units";
import { quantityText } from "./promql/words";
import { requestRate } from "./backend";
import { recorded, TIMES_BEFORE } from "./slo/recorded";

/** At a lower rate, minutes without a request may be chance. */
const LEAST_USUAL = perSecond(0.5);

/** The rate of all users' requests, good or bad. */
const RATE = where(recorded["slo:requests:rate"], { slo: "availability" });

/**
 * Traffic was hardly ever below this quantile in a two-hour window, from an hour before this time of that day to an
 * hour after it: traffic may rise and fall an hour earlier or later, as it does when clocks change. The lowest tenth of
 * the time is left out, so that an outage of a few minutes or a deployment does not lower the result.
 */
const HARDLY_EVER = 0.1;
const AROUND: Duration = "2h";
const SAME_TIME: Readonly<Record<Exclude<(typeof TIMES_BEFORE)[number], "hour">, Duration>> = {
  // That long ago, minus the hour that comes after it.
  day: "23h",
  week: "167h",
  fortnight: "335h",
};

/**
 * How long traffic must have been there, and how long ago that may have been. An evening's traffic fades too, over more
 * than half an hour; for a service without a yesterday, an outage is reported for that long.
 */
const STEADY: Duration = "1h";
const SINCE: Duration = "30m";

/** Records what `usualRequestRate` reads, one series for each of the times before. */
export function usualTrafficRules(): readonly RecordingRule[] {
  return TIMES_BEFORE.map((before) =>
    record(
      recorded["before:requests:rate_quantile"],
      { before },
      before === "hour" ? steadyLately() : sameTime(SAME_TIME[before]),
    ),
  );
}

function sameTime(ago: Duration): Query<never> {
  return promql`max by (${by()}) (quantile_over_time(${HARDLY_EVER}, ${RATE}[${AROUND}] offset ${ago}))`;
}

/**
 * The highest level of traffic sustained for a whole hour; a burst does not count, nor does traffic that has just
 * begun.
 */
function steadyLately(): Query<never> {
  const steady = promql`quantile_over_time(${HARDLY_EVER}, ${RATE}[${STEADY}]) and ${RATE} offset ${STEADY}`;
  return promql`max by (${by()}) (max_over_time(${steady}[${SINCE}:5m]))`;
}

/**
 * The second highest value, on which two of these times agree. A time with more traffic than the others was a load
 * test; one with less was a holiday, an outage, or a day without recordings. On a weekday after quiet days the two
 * weeks before agree; at a weekend they do not agree with Friday. For a service younger than a day it is the last hour
 * alone.
 */
export const usualRequestRate = new Signal({
  title: "Usual requests",
  description:
    "The traffic expected at this time, in requests per second: the second highest of an hour ago, a day ago, and one and two weeks ago.",
  unit: "perSecond",
  query: () => promql`min by (${by()}) (topk(2, ${recorded["before:requests:rate_quantile"]}))`,
});

/** Hardly any of the usual traffic of this hour is left; the value is the remaining rate. */
export function trafficGone(
  limit: Quantity<"ratio">,
  window: Duration,
): Condition<never, "perSecond"> {
  const usual = usualRequestRate.atLeast(LEAST_USUAL);
  return new Condition(
    promql`${requestRate.query(window)} < ${limit.value} * ${usual.query}`,
    "perSecond",
    `*${requestRate.title}* over ${window} below ${quantityText(limit.value, limit.unit)} of *${usualRequestRate.title}*, and those at least ${quantityText(LEAST_USUAL.value, LEAST_USUAL.unit)}`,
    [requestRate, usualRequestRate],
  );
}
