import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleWhen,
} from "cockatiel";
import type { Logger } from "pino";
import type { z } from "zod";

import type { ExternalApi } from "../metrics/labels";
import type { Metrics } from "../metrics/metrics";
import { retry } from "../retry";
import { UpstreamError } from "./error";
import { getJson } from "./getJson";

/** All in milliseconds, except `attempts` and `failuresToOpen`. */
export interface Patience {
  /** The timeout of one attempt. */
  readonly timeout: number;
  /** The total time for all attempts and the waits between them, during which people wait. */
  readonly total: number;
  readonly attempts: number;
  /** The longest wait before the second attempt; it doubles with each. */
  readonly backoff: number;
  /** Consecutive outages that open the circuit. */
  readonly failuresToOpen: number;
  /** How long an open circuit stays open before one request tries again. */
  readonly open: number;
}

/**
 * Even if all attempts time out, an answer comes within 4.5 s, and the third search after the start of an outage does
 * not wait at all.
 */
export const PATIENCE: Patience = {
  timeout: 2000,
  total: 4500,
  attempts: 3,
  backoff: 200,
  failuresToOpen: 5,
  open: 10_000,
};

// A mistaken Retry-After should not shut an API out for a day.
const LONGEST_HOLD_MS = 60_000;

interface ClientArgs {
  readonly api: ExternalApi;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly patience?: Patience;
}

/**
 * The only way to another company's API: every attempt is bounded in time, counted and measured here. Temporary
 * failures are retried, after the wait that the API asks for or a random one; if requests fail again and again, the API
 * is left alone for a while.
 */
export class UpstreamClient {
  readonly #breaker: CircuitBreakerPolicy;
  readonly #patience: Patience;
  /** In the time of performance.now(): until then the API asked not to be called. */
  #holdUntil = 0;

  constructor(private readonly args: ClientArgs) {
    const { api, logger, patience = PATIENCE } = args;
    this.#patience = patience;
    this.#breaker = circuitBreaker(
      handleWhen((error) => error instanceof UpstreamError && error.isOutage),
      {
        breaker: new ConsecutiveBreaker(patience.failuresToOpen),
        halfOpenAfter: patience.open,
      },
    );
    this.#breaker.onBreak(() =>
      logger.warn({ api, seconds: patience.open / 1000 }, "fails again and again: left alone"),
    );
    this.#breaker.onReset(() => logger.info({ api }, "answers again"));
  }

  /**
   * @param url may contain a key, so it is sent to the API only
   * @throws UpstreamError of the last attempt, and nothing else
   */
  async get<T>(url: URL, schema: z.ZodType<T>): Promise<T> {
    const { total, timeout, attempts, backoff } = this.#patience;
    const deadline = performance.now() + total;
    const waitMs = (error: unknown, made: number) => {
      if (made >= attempts || !(error instanceof UpstreamError && error.isPassing))
        return undefined;
      const asked = error.more.retryAfterMs ?? 0;
      // Only if the usual time is left: an attempt cut short would fail and count as an outage.
      if (performance.now() + asked + timeout >= deadline) return undefined;
      return asked + Math.random() * backoff * 2 ** (made - 1);
    };
    return retry(() => this.#guarded(url, schema, deadline), { waitMs });
  }

  /** One attempt, if the circuit and the API's Retry-After allow it; an attempt that is not sent is counted, too. */
  async #guarded<T>(url: URL, schema: z.ZodType<T>, deadline: number): Promise<T> {
    const { api, logger } = this.args;
    try {
      const answer = await this.#breaker.execute(async () => {
        if (performance.now() < this.#holdUntil) throw new UpstreamError(api, "rate_limit");
        return this.#attempt(url, schema, deadline);
      });
      this.#count("success");
      return answer;
    } catch (error) {
      const fault =
        error instanceof BrokenCircuitError ? new UpstreamError(api, "circuit_open") : error;
      if (!(fault instanceof UpstreamError)) throw fault;
      this.#count("error");
      this.args.metrics.autodealgenie_external_api_errors_total.inc({
        api_name: api,
        error_type: fault.kind,
      });
      logger.debug({ api, kind: fault.kind, status: fault.more.status }, "attempt failed");
      const { retryAfterMs } = fault.more;
      if (fault.kind === "rate_limit" && retryAfterMs !== undefined) {
        this.#holdUntil = performance.now() + Math.min(retryAfterMs, LONGEST_HOLD_MS);
      }
      throw fault;
    }
  }

  async #attempt<T>(url: URL, schema: z.ZodType<T>, deadline: number): Promise<T> {
    const { api, metrics } = this.args;
    const started = performance.now();
    const left = Math.max(1, Math.ceil(Math.min(this.#patience.timeout, deadline - started)));
    try {
      const parsed = schema.safeParse(await getJson(api, url, left));
      if (!parsed.success) throw new UpstreamError(api, "bad_answer");
      return parsed.data;
    } finally {
      const seconds = (performance.now() - started) / 1000;
      metrics.autodealgenie_external_api_duration_seconds.observe(seconds, { api_name: api });
    }
  }

  #count(status: "success" | "error"): void {
    const { api, metrics } = this.args;
    metrics.autodealgenie_external_api_requests_total.inc({ api_name: api, status });
  }
}
