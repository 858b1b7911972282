import type { ExternalApi, ExternalError } from "../metrics/labels";

interface More {
  /** Status of the response, if there was one. */
  readonly status?: number;
  /** Node's error code, such as ECONNREFUSED. */
  readonly code?: string;
  /** How long the API asks not to be called. */
  readonly retryAfterMs?: number;
}

/**
 * A request to another company's API failed. The error contains nothing of the request's URL, which may hold keys, nor
 * of the response, and has no `cause`, which could: it is safe to log.
 */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";

  constructor(
    readonly api: ExternalApi,
    readonly kind: ExternalError,
    readonly more: More = {},
  ) {
    const detail = more.status ?? more.code;
    super(`${api}: ${kind}${detail === undefined ? "" : ` (${detail})`}`);
  }

  /** Whether the API itself has a problem, rather than this request or our quota. */
  get isOutage(): boolean {
    const { kind, more } = this;
    return (
      kind === "timeout" ||
      kind === "connection" ||
      kind === "bad_answer" ||
      (kind === "http" && (more.status ?? 0) >= 500)
    );
  }

  /** Whether the same request may succeed a little later. */
  get isPassing(): boolean {
    return this.kind === "rate_limit" || this.isOutage;
  }
}
