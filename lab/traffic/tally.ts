import type { Answer, ApiRequest } from "./exchange";
import { seriesOf } from "./counted";

/** What clients saw. */
export interface Report {
  /** The number of answers by `${method} ${route} ${status}`, with the route as in the service's metrics. */
  readonly answers: Readonly<Record<string, number>>;
  /**
   * The number of requests without an answer, by cause: an error code such as ECONNREFUSED, or `timeout`. The service
   * may have counted those that reached it.
   */
  readonly failures: Readonly<Record<string, number>>;
  /**
   * The growth of the service's own business counters that the answers imply, by series as in /metrics. The service may
   * also have counted requests that failed.
   */
  readonly counted: Readonly<Record<string, number>>;
  /** All requests, answered or not. */
  readonly requests: number;
  /** The duration so far. */
  readonly seconds: number;
}

/** Counts the results of requests. */
export class Tally {
  readonly #answers = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  readonly #counted = new Map<string, number>();
  readonly #began = Date.now();
  #requests = 0;

  answered(request: ApiRequest, answer: Answer): void {
    this.#requests += 1;
    increment(this.#answers, `${request.method} ${request.route} ${answer.status}`);
    for (const series of seriesOf(request, answer)) increment(this.#counted, series);
  }

  failed(cause: string): void {
    this.#requests += 1;
    increment(this.#failures, cause);
  }

  report(): Report {
    return {
      answers: sorted(this.#answers),
      failures: sorted(this.#failures),
      counted: sorted(this.#counted),
      requests: this.#requests,
      seconds: (Date.now() - this.#began) / 1000,
    };
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const sorted = (counts: Map<string, number>) =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
