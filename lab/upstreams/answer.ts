/** What goes back to a client: an object as JSON, a string as HTML. */
export interface Answer {
  readonly status: number;
  readonly body: string | Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the client is charged for it. */
  readonly tokens?: { readonly prompt: number; readonly completion: number };
}

/** One API: what it makes of a request, and the words in which it refuses one. */
export interface Upstream {
  /** Does its work. */
  readonly work: () => Answer;
  /** An error of a status, in the API's own shape. */
  readonly error: (status: number, message: string) => Answer;
  /** An answer that pretends to be one, and cannot be read. */
  readonly garbage: () => Answer;
}
