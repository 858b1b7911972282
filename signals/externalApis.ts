import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { milliseconds, perSecond, percent, seconds } from "./promql/units";
import { BACKEND } from "./backend";
import { apiSeconds } from "./rates";
import { slowerOnes } from "./slowerThan";

const OURS = { job: BACKEND } as const;
const attempts = where(m.autodealgenie_external_api_requests_total, OURS);
const failed = where(m.autodealgenie_external_api_requests_total, { ...OURS, status: "error" });

/** 15 attempts in 5 minutes: a share of fewer says little. */
export const LEAST_API_TRAFFIC = perSecond(0.05);
export const RAISED_API_FAILURES = percent(5);
export const SLUGGISH_API = milliseconds(500);
/** When the backend gives up an attempt, so no attempt takes longer. */
export const API_TIMEOUT = seconds(2);

export const apiRate = new Signal({
  title: "Attempts",
  description:
    "Requests to each external API per second, including those rejected by an open circuit breaker.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by("api_name")}) (rate(${attempts}[${w}]))`,
});

export const apiRateByOutcome = new Signal({
  title: "Attempts by outcome",
  description: apiRate.description,
  unit: "perSecond",
  query: (w) => promql`sum by (${by("api_name", "status")}) (rate(${attempts}[${w}]))`,
});

export const apiFailureRatio = new Signal({
  title: "Failing",
  description: "Share of the requests to each external API that failed.",
  unit: "ratio",
  query: (w) => promql`sum by (${by("api_name")}) (rate(${failed}[${w}])) / ${apiRate.query(w)}`,
  idle: "empty",
});

export const apiFailures = new Signal({
  title: "Failed attempts",
  description: "Attempts to ask each outside API that failed within the window.",
  unit: "count",
  query: (w) => promql`sum by (${by("api_name")}) (increase(${failed}[${w}]))`,
});

export const apiErrorRate = new Signal({
  title: "Errors",
  description:
    "Failed requests per second, by reason; circuit_open ones were not sent, because too many had failed before.",
  unit: "perSecond",
  query: (w) => promql`
    sum by (${by("api_name", "error_type")}) (rate(${where(m.autodealgenie_external_api_errors_total, OURS)}[${w}]))`,
});

export const apiTime = new Signal({
  title: "p95",
  description: `The 95th percentile of the duration of requests; each times out after ${API_TIMEOUT.value} s.`,
  unit: "seconds",
  query: (w) => promql`
    histogram_quantile(0.95, sum by (${by("le", "api_name")}) (${apiSeconds.rate(w)}))`,
  idle: "empty",
});

/** The attempts at each external API that took longer than a limit. */
export const slowAttempts = slowerOnes(
  "Slow attempts",
  m.autodealgenie_external_api_duration_seconds,
  OURS,
  "api_name",
);
