import { request } from "node:https";

import { credentials, securedName } from "./secured";

/** The part of fetch's options that is used for servers of the local cluster. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/**
 * Like fetch, except that it connects over TLS to servers of the local cluster that use it, trusts the cluster's own
 * authority and presents a client certificate.
 *
 * @throws TypeError with its cause if there is no answer; the signal's reason if the signal aborted it
 */
export async function fetchSecured(url: string | URL, init: FetchInit = {}): Promise<Response> {
  const servername = securedName(String(url));
  if (servername === undefined) return fetch(url, init);
  const { method = "GET", headers = {}, body, signal } = init;
  const to = new URL(url);
  to.protocol = "https:";
  return new Promise<Response>((resolve, reject) => {
    const failed = (cause: unknown) => {
      reject(signal?.aborted ? (signal.reason as Error) : new TypeError("fetch failed", { cause }));
    };
    const options = { method, headers, servername, ...credentials(), ...(signal && { signal }) };
    const sent = request(to, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", failed);
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        // Response rejects a body for statuses that cannot have one.
        const content = [204, 304].includes(status) ? null : Buffer.concat(chunks);
        resolve(new Response(content, { status, headers: pairs(response.rawHeaders) }));
      });
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

/**
 * Pairs of names and values, from an array that alternates them. A name may occur several times, such as Set-Cookie.
 */
function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? "", raw[2 * i + 1] ?? ""]);
}
