import type { Count } from "./counts";
import type { Api, Fault, FaultOrder } from "./faults";

/**
 * Controls how the upstreams behave, and reads which requests they got.
 *
 * @throws Error with the server's message if it rejects a call
 */
export class UpstreamsControl {
  /** @param baseUrl such as http://127.0.0.1:8085 */
  constructor(private readonly baseUrl: string) {}

  async order(api: Api, fault: FaultOrder): Promise<Readonly<Record<Api, Fault>>> {
    return this.#ask("PUT", `/faults/${api}`, fault);
  }

  /** Makes both APIs work normally again. */
  async reset(): Promise<Readonly<Record<Api, Fault>>> {
    return this.#ask("DELETE", "/faults");
  }

  /** The requests since the last {@link forget}, or since the start. */
  async requests(): Promise<Readonly<Record<Api, Count>>> {
    return this.#ask("GET", "/requests");
  }

  async forget(): Promise<void> {
    await this.#ask("DELETE", "/requests");
  }

  async #ask<T>(method: string, path: string, body?: FaultOrder): Promise<T> {
    const response = await fetch(new URL(path, this.baseUrl), {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`The upstreams rejected ${method} ${path} with ${response.status}: ${text}`);
    }
    return JSON.parse(text) as T;
  }
}
