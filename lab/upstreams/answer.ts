/** The response to a client: an object as JSON, a string as HTML. */
export interface Answer {
  readonly status: number;
  readonly body: string | Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The tokens that the client is charged for. */
  readonly tokens?: { readonly prompt: number; readonly completion: number };
}

/** One API: its response to a request, and its error messages. */
export interface Upstream {
  /** The normal response. */
  readonly work: () => Answer;
  /** An error with a status, in the API's own format. */
  readonly error: (status: number, message: string) => Answer;
  /** A response with a success status and an unreadable body. */
  readonly garbage: () => Answer;
}
