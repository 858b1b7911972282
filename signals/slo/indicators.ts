import { backend as m } from "../../service/metrics/catalog";
import { MACHINE_ROUTES } from "../../service/metrics/labels";
import { bucket } from "../promql/bucket";
import { by, promql } from "../promql/promql";
import type { Query } from "../promql/promql";
import { not, where } from "../promql/selector";
import type { Selector } from "../promql/selector";
import { quantityText } from "../promql/words";
import { milliseconds, seconds } from "../promql/units";
import type { Duration, Quantity } from "../promql/units";
import type { SloName } from "./objectives";

/** What makes a request good or bad, and the rates of both. */
export interface Indicator {
  readonly title: string;
  /** What a good request does, as in "99.9 % of the requests …". */
  readonly good: string;
  /**
   * Whether a number of bad requests is worth an alert however few requests there are. Failures are; of slow requests
   * only the share of many is, because one slow job that makes up all the traffic disappoints nobody.
   */
  readonly toldOfFew: boolean;
  /** Requests per second, over a window. */
  readonly all: (window: Duration) => Query<never>;
  /** The bad ones per second; 0 if there are none, so that it exists whenever `all` does. */
  readonly bad: (window: Duration) => Query<never>;
}

/** Without probes and scrapes, which no user makes and which outnumber the users' requests. */
const USERS = { job: "backend", route: not(...MACHINE_ROUTES) } as const;

/** The indicator of each objective. */
export const INDICATORS: Readonly<Record<SloName, Indicator>> = {
  availability: {
    title: "Availability",
    good: "are answered without a 5xx status",
    toldOfFew: true,
    all: (w) => sumOfRates(where(m.http_requests_total, USERS), w),
    bad: (w) => {
      const all = sumOfRates(where(m.http_requests_total, USERS), w);
      const failed = sumOfRates(where(m.http_requests_total, { ...USERS, status: /5../ }), w);
      return promql`${failed} or 0 * ${all}`;
    },
  },
  latency: answeredWithin("Latency", milliseconds(500)),
  slowRequests: answeredWithin("Slow requests", seconds(2)),
};

function answeredWithin(title: string, limit: Quantity<"seconds">): Indicator {
  const measured = m.http_request_duration_seconds;
  const quick = bucket(measured, limit.value, USERS);
  const every = bucket(measured, Infinity, USERS);
  return {
    title,
    good: `are answered within ${quantityText(limit.value, limit.unit)}`,
    toldOfFew: false,
    all: (w) => sumOfRates(every, w),
    // Clamped to 0, because rounding can make the difference slightly negative.
    bad: (w) => promql`clamp_min(${sumOfRates(every, w)} - ${sumOfRates(quick, w)}, 0)`,
  };
}

function sumOfRates(series: Selector, window: Duration): Query<never> {
  return promql`sum by (${by()}) (rate(${series}[${window}]))`;
}
