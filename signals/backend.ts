import { backend as m } from "../service/metrics/catalog";
import { MACHINE_ROUTES } from "../service/metrics/labels";
import { by, promql } from "./promql/promql";
import { not, where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { perSecond, percent, seconds } from "./promql/units";
import { zeroWhileUp } from "./availability";
import { slowerOnes } from "./slowerThan";
import { requestBytes, requests, requestSeconds, responseBytes } from "./rates";

export const BACKEND = "backend";

/**
 * The users' requests, without probes and scrapes. Those would outnumber the users of a quiet service and dilute its
 * error ratio, and they would be the failing traffic themselves while the service is not ready.
 */
const USERS = { route: not(...MACHINE_ROUTES) } as const;
const FAILED = { ...USERS, status: /5../ } as const;

/** Worth a look, but not a page. */
export const RAISED_ERROR_RATIO = percent(1);
/** Below this rate, a share is a share of a handful of requests and says nothing: 0.1/s is 30 requests in 5 minutes. */
export const LEAST_TRAFFIC = perSecond(0.1);
export const SLUGGISH = seconds(1);

export const requestRate = new Signal({
  title: "Requests",
  description: "Requests of users per second, without probes and scrapes.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by()}) (${requests.rate(w, USERS)})`,
  idle: zeroWhileUp(BACKEND),
});

export const requestRateByRoute = new Signal({
  title: "Requests by route",
  description: "Requests of users per second, for each method and route in use.",
  unit: "perSecond",
  // The service starts each route at 0; without the comparison the panel would draw every route all the time.
  query: (w) => promql`sum by (${by("method", "route")}) (${requests.rate(w, USERS)}) > 0`,
});

export const requestRateByStatus = new Signal({
  title: "Requests by status",
  description: "Requests of users per second, by the status code of the answer.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by("status")}) (${requests.rate(w, USERS)})`,
});

export const errorRatio = new Signal({
  title: "Error ratio",
  description: "Share of users' requests that were answered with a 5xx status.",
  unit: "ratio",
  query: (w) => promql`
    sum by (${by()}) (${requests.rate(w, FAILED)}) / sum by (${by()}) (${requests.rate(w, USERS)})`,
  idle: zeroWhileUp(BACKEND),
});

export const failedRequests = new Signal({
  title: "Failed requests",
  description: "Users' requests that were answered with a 5xx status within the window.",
  unit: "count",
  query: (w) => promql`sum by (${by()}) (${requests.rate(w, FAILED)}) * ${w}`,
});

/** A percentile of the response time over all routes. */
export function latency(quantile: 0.5 | 0.9 | 0.95 | 0.99) {
  return new Signal({
    title: `p${quantile * 100}`,
    description: `The ${quantile * 100}th percentile of the response time.`,
    unit: "seconds",
    query: (w) => promql`
      histogram_quantile(${quantile}, sum by (${by("le")}) (${requestSeconds.rate(w, USERS)}))`,
    idle: "empty",
  });
}

/** The users' requests that took longer than a limit. */
export const slowRequests = slowerOnes("Slow requests", m.http_request_duration_seconds, {
  job: BACKEND,
  ...USERS,
});

export const latencyByRoute = new Signal({
  title: "p95 by route",
  description: "The 95th percentile of the response time, for each method and route.",
  unit: "seconds",
  query: (w) => promql`
    histogram_quantile(0.95, sum by (${by("le", "method", "route")}) (${requestSeconds.rate(w, USERS)}))`,
  idle: "empty",
});

export const inFlight = new Signal({
  title: "In flight",
  description: "Requests that each pod is handling now, without scrapes.",
  unit: "count",
  query: () =>
    promql`sum by (${by("pod")}) (${where(m.http_requests_in_flight, { job: BACKEND })})`,
});

/** A percentile of the body sizes of all the users' requests, or of the responses to them. */
export function bodySize(of: "request" | "response", quantile: 0.5 | 0.95) {
  const sizes = of === "request" ? requestBytes : responseBytes;
  return new Signal({
    title: `${of} p${quantile * 100}`,
    description: `${quantile * 100} of 100 ${of} bodies were no larger.`,
    unit: "bytes",
    query: (w) => promql`
      histogram_quantile(${quantile}, sum by (${by("le")}) (${sizes.rate(w, USERS)}))`,
    idle: "empty",
  });
}
