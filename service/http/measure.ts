import type { Request, RequestHandler, Response } from "express";

import type { Metrics } from "../metrics/metrics";
import type { CounterSeries, HistogramSeries } from "../metrics/series";
import type { Description } from "./endpoint";
import { SERVER_ERRORS } from "./problem";
import { routeOf, UNMATCHED } from "./route";

/** The `method` label of unmatched requests with other methods than the two most common ones. */
const OTHER_METHOD = "OTHER";
const STRAY_METHODS = ["GET", "POST"];

/** nginx's code for a request whose client disconnected before the response. */
const CLIENT_GONE = 499;

/** Counts and measures every request. Must be the first middleware, so that nothing answers before it. */
export function measure(metrics: Metrics): RequestHandler {
  const inFlight = metrics.http_requests_in_flight.labels();
  const series = new RequestSeries(metrics);
  return (req, res, next) => {
    const started = performance.now();
    // Otherwise each scrape would count itself and never see 0.
    const counted = req.path !== "/metrics";
    if (counted) inFlight.add(1);
    // Emitted once, after the last byte or when the connection breaks before it; once() would only cost more.
    res.on("close", () => {
      if (counted) inFlight.add(-1);
      const { method, route } = labelsOf(req.method, routeOf(res), res.statusCode);
      const of = series.of(method, route);
      // If the connection broke in the middle of the request, nobody received the response.
      const got = (req.complete || req.errored === null) && res.writableFinished;
      of.answered(got ? res.statusCode : CLIENT_GONE).inc();
      of.duration.observe((performance.now() - started) / 1000);
      of.requestSize?.observe(requestBytes(req, res));
      of.responseSize.observe(responseBytes(req, res));
    });
    next();
  };
}

/** The series for one method and one route. */
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

  /** The requests of these that were answered with one status. */
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
 * Finds existing series without building their labels, which would be most of the cost of measuring a request. It keeps
 * only as many as there are.
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
 * The labels of a request. Each pair has some thirty series, so there is one pair for each endpoint and three for all
 * unmatched requests, whatever clients send. HEAD counts as GET, and a method that a path does not support counts as
 * unmatched, just as an unknown path does.
 */
export function labelsOf(method: string, route: string, status: number) {
  const served = method === "HEAD" ? "GET" : method;
  if (route !== UNMATCHED && status !== METHOD_NOT_ALLOWED) return { method: served, route };
  const known = STRAY_METHODS.includes(served);
  return { method: known ? served : OTHER_METHOD, route: UNMATCHED };
}

/**
 * Starts every series that the endpoints can count at 0. Otherwise `rate()` would miss the first error of a route,
 * which is when people look. Every 5xx is included whether or not the endpoint declares it: with little traffic the
 * first one may be the only one.
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

/** Whether requests of the method have a body; for others, a size series would only record zeros. */
const hasBody = (method: string): boolean => ["POST", "PUT", "PATCH"].includes(method);

/** The size of the body: the bytes read, or else the announced length. */
function requestBytes(req: Request, res: Response): number {
  const { bodyBytes } = res.locals;
  return typeof bodyBytes === "number" ? bodyBytes : Number(req.get("Content-Length") ?? 0);
}

/** All our responses set Content-Length; those to HEAD still have no body. */
function responseBytes(req: Request, res: Response): number {
  return req.method === "HEAD" ? 0 : Number(res.getHeader("content-length") ?? 0);
}
