import type { Answer, ApiRequest } from "./exchange";
import type { Tally } from "./tally";

const TIMEOUT_MS = 10_000;

/** Sends a request, like fetch. */
export type Fetch = (
  url: URL,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

/** A browser: it keeps cookies and counts the answers. */
export class ApiClient {
  readonly #cookies = new Map<string, string>();

  /** @param fetched sends a request */
  constructor(
    private readonly baseUrl: string,
    private readonly tally: Tally,
    private readonly fetched: Fetch = fetch,
  ) {}

  /** @returns undefined if there was no answer */
  async send(request: ApiRequest): Promise<Answer | undefined> {
    const { method, route, id = "", body } = request;
    const path = request.path ?? route.replace(/:\w+/, id);
    try {
      const response = await this.fetched(new URL(path, this.baseUrl), {
        method,
        headers: {
          ...(this.#cookies.size > 0 && { Cookie: this.#cookieHeader() }),
          ...(body !== undefined && { "Content-Type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      const answer = { status: response.status, body: parse(text) };
      this.tally.answered(request, answer);
      this.#keepCookies(response.headers.getSetCookie());
      return answer;
    } catch (error) {
      this.tally.failed(causeOf(error));
      return undefined;
    }
  }

  #cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  #keepCookies(headers: readonly string[]): void {
    for (const header of headers) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch says only "fetch failed"; the reason is in the error's cause. */
function causeOf(error: unknown): string {
  if (!(typeof error === "object" && error !== null)) return "unknown";
  const { name, cause } = error as { readonly name?: string; readonly cause?: unknown };
  if (name === "TimeoutError") return "timeout";
  const coded = typeof cause === "object" && cause !== null && "code" in cause;
  return coded ? String(cause.code) : (name ?? "unknown");
}
