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

/** Of fewer requests it may be chance that none comes for minutes. */
const LEAST_USUAL = perSecond(0.5);

/** Every user's request, good or bad. */
const RATE = where(recorded["slo:requests:rate"], { slo: "availability" });

/**
 * There were hardly ever fewer in two hours, an hour before this time of that day and one after: the traffic may rise and
 * fall an hour earlier or later, as it does where clocks are changed. A tenth of the time is left out: what was an outage
 * of a few minutes, or a deployment, is no less.
 */
const HARDLY_EVER = 0.1;
const AROUND: Duration = "2h";
const SAME_TIME: Readonly<Record<Exclude<(typeof TIMES_BEFORE)[number], "hour">, Duration>> = {
  // As long ago as that, but for the hour after it.
  day: "23h",
  week: "167h",
  fortnight: "335h",
};

/**
 * So long it was there, and so long ago it may have been. An evening's traffic fades away as well, in more than half an
 * hour: of a service without a yesterday an outage is told for as long as that.
 */
const STEADY: Duration = "1h";
const SINCE: Duration = "30m";

/** What `usualRequestRate` reads, recorded for each time before. */
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

/** The most that was there for a whole hour: a burst is none, and neither is what has just begun. */
function steadyLately(): Query<never> {
  const steady = promql`quantile_over_time(${HARDLY_EVER}, ${RATE}[${STEADY}]) and ${RATE} offset ${STEADY}`;
  return promql`max by (${by()}) (max_over_time(${steady}[${SINCE}:5m]))`;
}

/**
 * What two of these times agree on: the second of them from above. One that had more than the others is a load test, one
 * that had less a holiday, an outage, or a day on which nothing was recorded. On a weekday after quiet ones the two
 * weeks before agree, at a weekend they do not agree with Friday. Of a service that is younger than a day it is the
 * last hour alone.
 */
export const usualRequestRate = new Signal({
  title: "Usual requests",
  description:
    "The traffic expected at this time, in requests per second: the second lowest of an hour ago, a day ago, and one and two weeks ago.",
  unit: "perSecond",
  query: () => promql`min by (${by()}) (topk(2, ${recorded["before:requests:rate_quantile"]}))`,
});

/** Hardly anything is left of the traffic that this hour usually has; the value is what still comes. */
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
