import { request } from "node:https";

import { credentials, securedName } from "./secured";

/** What of fetch's settings is used of servers of the local cluster. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/**
 * As fetch does, but that a server of the local cluster which speaks TLS is asked by it, trusted by the cluster's own
 * authority and shown a certificate.
 *
 * @throws TypeError with its cause, where no answer comes; the signal's reason, where that is why
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
        // Of what has no body a Response refuses to be given one.
        const content = [204, 304].includes(status) ? null : Buffer.concat(chunks);
        resolve(new Response(content, { status, headers: pairs(response.rawHeaders) }));
      });
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

/** Names and values by turns, as they came: a name may be there several times, as Set-Cookie is. */
function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? "", raw[2 * i + 1] ?? ""]);
}
