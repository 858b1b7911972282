import { fetchCause } from "../fetchCause";
import { Problem } from "../problem";

/** The timeout of a request, in milliseconds. */
const PATIENCE = 20_000;

export interface Request {
  readonly method: "GET" | "POST" | "PATCH";
  readonly url: string;
  readonly token: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** What to do if the server rejects the request. */
  readonly remedy: string;
}

/**
 * Sends a request with a bearer token and returns the text of the answer.
 * @throws Problem if there is no answer or the request is rejected; neither message shows the token
 */
export async function ask({ method, url, token, headers, body, remedy }: Request): Promise<string> {
  const response = await fetch(url, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((error: unknown) => {
    throw new Problem(
      `${method} ${url} failed without an answer: ${fetchCause(error)}`,
      "Check that the server is running and can be reached from here, then run the command again.",
    );
  });
  const text = await response.text();
  if (response.ok) return text;
  const said = text.slice(0, 200).replaceAll(/\s+/g, " ");
  throw new Problem(`${method} ${url} returned ${String(response.status)}: ${said}`, remedy);
}
