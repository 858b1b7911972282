import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { RATES_INTERVAL } from "./promql/recordedRate";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { percent } from "./promql/units";
import { zeroWhileUp } from "./availability";
import { BACKEND } from "./backend";
import { negotiationSeconds } from "./rates";
import { routeFailures } from "./routeFailures";

const OURS = { job: BACKEND } as const;

export const RAISED_NEGOTIATION_FAILURES = percent(1);

export const activeNegotiations = new Signal({
  title: "Negotiations open",
  description: "Negotiations that are neither completed nor cancelled.",
  unit: "count",
  // Every pod reports the same number.
  query: () =>
    promql`max by (${by()}) (${where(m.autodealgenie_active_negotiation_sessions, OURS)})`,
});

export const negotiationsPerHour = new Signal({
  title: "Negotiations begun",
  description: "Negotiations started in the hour before each point.",
  unit: "count",
  query: () => promql`
    round(sum by (${by()}) (increase(${where(m.autodealgenie_negotiation_sessions_total, OURS)}[1h])))`,
  idle: zeroWhileUp(BACKEND),
});

export const messageRate = new Signal({
  title: "Messages",
  description: "Messages in negotiations per second, by sender.",
  unit: "operationsPerSecond",
  query: (w) => promql`
    sum by (${by("role")}) (rate(${where(m.autodealgenie_negotiation_messages_total, OURS)}[${w}]))`,
});

/**
 * Fixed to the last day, because few negotiations end in any shorter time. The recording interval does not affect the
 * quantile: it scales every bucket alike.
 */
export function negotiationTime(quantile: 0.5 | 0.95) {
  return new Signal({
    title: `p${quantile * 100}`,
    description: `${quantile * 100} of 100 negotiations that ended in the last 24 hours took no longer.`,
    unit: "seconds",
    query: () => promql`
      histogram_quantile(${quantile}, sum by (${by("le")}) (${negotiationSeconds.increase("24h", RATES_INTERVAL)}))`,
    idle: "empty",
  });
}

export const negotiationFailures = routeFailures("negotiations", /.*\/negotiations(\/.*)?/);
