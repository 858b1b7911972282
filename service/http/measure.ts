import type { Request, RequestHandler, Response } from "express";

import type { Metrics } from "../metrics/metrics";
import type { CounterSeries, HistogramSeries } from "../metrics/series";
import type { Description } from "./endpoint";
import { SERVER_ERRORS } from "./problem";
import { routeOf, UNMATCHED } from "./route";

/** The `method` label of all that strays but the two methods with which most of it comes. */
const OTHER_METHOD = "OTHER";
const STRAY_METHODS = ["GET", "POST"];

/** nginx's code for a request whose client went away before the answer. */
const CLIENT_GONE = 499;

/** Counts and measures every request. First of all middleware, so that nothing is answered before it. */
export function measure(metrics: Metrics): RequestHandler {
  const inFlight = metrics.http_requests_in_flight.labels();
  const series = new RequestSeries(metrics);
  return (req, res, next) => {
    const started = performance.now();
    // Else each scrape would see itself, and never 0.
    const counted = req.path !== "/metrics";
    if (counted) inFlight.add(1);
    // Comes after the last byte, and when the connection broke before it; once, so that once() would only cost more.
    res.on("close", () => {
      if (counted) inFlight.add(-1);
      const { method, route } = labelsOf(req.method, routeOf(res), res.statusCode);
      const of = series.of(method, route);
      // Whatever was answered to a connection that broke in the middle of the request, nobody got.
      const got = res.writableFinished && req.errored === null;
      of.answered(got ? res.statusCode : CLIENT_GONE).inc();
      of.duration.observe((performance.now() - started) / 1000);
      of.requestSize?.observe(requestBytes(req, res));
      of.responseSize.observe(responseBytes(req, res));
    });
    next();
  };
}

/** The series of the requests with one method and one route. */
class SeriesOf {
  readonly duration: HistogramSeries;
  readonly requestSize: HistogramSeries | undefined;
  readonly responseSize: HistogramSeries;
  readonly #answered = new Map<number, CounterSeries>();

  constructor(
    private readonly metrics: Metrics,
    private readonly labels: { readonly method: string; readonly route: string },
  ) {
    this.duration = metrics.http_request_duration_seconds.labels(labels);
    this.requestSize = hasBody(labels.method)
      ? metrics.http_request_size_bytes.labels(labels)
      : undefined;
    this.responseSize = metrics.http_response_size_bytes.labels(labels);
  }

  /** Those of them that were answered with one status. */
  answered(status: number): CounterSeries {
    let known = this.#answered.get(status);
    if (known === undefined) {
      known = this.metrics.http_requests_total.labels({ ...this.labels, status: String(status) });
      this.#answered.set(status, known);
    }
    return known;
  }
}

/**
 * Finds series again without putting their labels together, which would be most of what a request's measuring costs. It keeps
 * as few as there are.
 */
class RequestSeries {
  readonly #byRoute = new Map<string, Map<string, SeriesOf>>();

  constructor(private readonly metrics: Metrics) {}

  of(method: string, route: string): SeriesOf {
    const known = this.#byRoute.get(route)?.get(method);
    if (known !== undefined) return known;
    const begun = new SeriesOf(this.metrics, { method, route });
    const here = this.#byRoute.get(route) ?? new Map<string, SeriesOf>();
    this.#byRoute.set(route, here.set(method, begun));
    return begun;
  }
}

const METHOD_NOT_ALLOWED = 405;

/**
 * The labels of a request: there are some thirty series for each pair, so there is one for each
 * endpoint and three for all that strays, whatever somebody sends. HEAD is the GET that it is, and a
 * method that a path does not know matches as little as a path that nobody knows.
 */
export function labelsOf(method: string, route: string, status: number) {
  const served = method === "HEAD" ? "GET" : method;
  if (route !== UNMATCHED && status !== METHOD_NOT_ALLOWED) return { method: served, route };
  const known = STRAY_METHODS.includes(served);
  return { method: known ? served : OTHER_METHOD, route: UNMATCHED };
}

/**
 * Lets every series that the endpoints can count begin at 0. Without that, `rate()` would miss the
 * first error of a route, which is when somebody looks. Every 5xx is among them, whether the endpoint says so or not: with
 * little traffic the first one may be all that there is.
 */
export function beginAtZero(metrics: Metrics, endpoints: readonly Description[]): void {
  const routes = [
    ...endpoints.map(({ method, path, success, problems }) => ({
      labels: { method: method.toUpperCase(), route: path },
      statuses: [success.status, ...problems, ...SERVER_ERRORS],
    })),
    ...[...STRAY_METHODS, OTHER_METHOD].map((method) => ({
      labels: { method, route: UNMATCHED },
      statuses: [400, 404, METHOD_NOT_ALLOWED, ...SERVER_ERRORS],
    })),
  ];
  for (const { labels, statuses } of routes) {
    const of = new SeriesOf(metrics, labels);
    for (const status of statuses) of.answered(status);
  }
}

/** Whether requests of the method bring a body: to count none each time would be a series for nothing. */
const hasBody = (method: string): boolean => ["POST", "PUT", "PATCH"].includes(method);

/** The body's size: what was read of it, or else what was announced. */
function requestBytes(req: Request, res: Response): number {
  const { bodyBytes } = res.locals;
  return typeof bodyBytes === "number" ? bodyBytes : Number(req.get("Content-Length") ?? 0);
}

/** Each of our answers announces its length; those of HEAD have no body all the same. */
function responseBytes(req: Request, res: Response): number {
  return req.method === "HEAD" ? 0 : Number(res.getHeader("Content-Length") ?? 0);
}
