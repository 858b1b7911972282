import type { ExternalApi, ExternalError } from "../metrics/labels";

interface More {
  /** Of the answer, where there was one. */
  readonly status?: number;
  /** Node's code of what broke, as ECONNREFUSED. */
  readonly code?: string;
  /** How long the API asks to be left alone. */
  readonly retryAfterMs?: number;
}

/**
 * A request to another company's API did not succeed. It holds nothing of the request's URL, where
 * keys may be, nor of the answer, and no `cause`, as that could: it can be logged as it is.
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

  /** Whether the API itself is in trouble, rather than this request or our allowance. */
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
