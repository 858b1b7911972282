/** The answer to a request. */
export interface Answer {
  readonly status: number;
  /** The parsed body; undefined if there is none or it is not JSON. */
  readonly body: unknown;
}

/** A request to the backend's API. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The route's pattern, such as `/api/v1/deals/:id`, or `unmatched` with a `path`. */
  readonly route: string;
  /** The value of the route's parameter, such as `:id`. */
  readonly id?: string;
  /** The request's path, if it differs from the route. */
  readonly path?: string;
  readonly body?: unknown;
}
