import { STATUS_CODES } from "node:http";

/** A body of type application/problem+json (RFC 9457); additional members depend on the problem. */
export interface Problem {
  /** Always about:blank: the status tells a program all that it needs, and `title` is its phrase. */
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly request_id: string;
  readonly [member: string]: unknown;
}

export const PROBLEM_TYPE = "application/problem+json";

/** Every 5xx that the service answers with. Each route counts all of them from its start: see beginAtZero(). */
export const SERVER_ERRORS = [500, 503] as const;

type ClientError = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429;
/** Every 4xx and 5xx that the service answers with. */
export type ProblemStatus = ClientError | (typeof SERVER_ERRORS)[number];

interface More {
  /** Additional members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown anywhere in a request to answer it with a 4xx or 5xx. The client reads `detail`. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly status: ProblemStatus,
    readonly detail: string,
    readonly more: More = {},
  ) {
    super(detail);
  }

  body(requestId: string): Problem {
    return {
      ...this.more.members,
      type: "about:blank",
      title: STATUS_CODES[this.status] ?? "Unknown",
      status: this.status,
      detail: this.detail,
      request_id: requestId,
    };
  }
}

/** A 401 that names the cookie to send. */
export const unauthorized = (detail: string) =>
  new ProblemError(401, detail, {
    headers: { "WWW-Authenticate": 'Cookie realm="autodealgenie", cookie-name=access_token' },
  });

/** A 429 with the seconds after which to try again. */
export const tooManyRequests = (retryAfterSeconds: number, detail: string) =>
  new ProblemError(429, detail, { headers: { "Retry-After": String(retryAfterSeconds) } });

/** When to retry after a dependency failed: about the time that it takes to restart. */
const RETRY_AFTER_SECONDS = 5;

/** A 503 for a dependency that is away or missing. */
export const serviceUnavailable = (detail: string, members?: Readonly<Record<string, unknown>>) =>
  new ProblemError(503, detail, {
    headers: { "Retry-After": String(RETRY_AFTER_SECONDS) },
    ...(members && { members }),
  });
