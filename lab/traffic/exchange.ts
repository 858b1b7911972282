export interface Answer {
  readonly status: number;
  /** The parsed body; undefined where there is none, or no JSON. */
  readonly body: unknown;
}

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The route's pattern, as `/api/v1/deals/:id`, or `unmatched` with a `path`. */
  readonly route: string;
  /** What stands in for the parameter in it, as `:id`. */
  readonly id?: string;
  /** Where it is not the route. */
  readonly path?: string;
  readonly body?: unknown;
}
