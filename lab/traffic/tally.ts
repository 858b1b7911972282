import type { Answer, ApiRequest } from "./exchange";
import { seriesOf } from "./counted";

/** What a client saw. */
export interface Report {
  /** Answers by `${method} ${route} ${status}`, the route as the service's metrics name it. */
  readonly answers: Readonly<Record<string, number>>;
  /**
   * Requests without an answer, by cause: an error code such as ECONNREFUSED, or `timeout`. The
   * service may have counted those that reached it.
   */
  readonly failures: Readonly<Record<string, number>>;
  /**
   * How much the service's own counters must have grown, by series as /metrics writes them: what
   * the answers say of the business. Failures may have been counted, too.
   */
  readonly counted: Readonly<Record<string, number>>;
  /** All requests, answered or not. */
  readonly requests: number;
  /** How long it has taken so far. */
  readonly seconds: number;
}

/** Counts what comes of requests. */
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
