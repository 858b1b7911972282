import { boundedText } from "../http/boundedText";
import type { ExternalApi } from "../metrics/labels";
import { UpstreamError } from "./error";
import { retryAfterMs } from "./retryAfter";

// A page that we ask for has some 20 KB.
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * One GET without retries.
 *
 * @returns the parsed body of a 2xx response
 * @throws UpstreamError, and nothing else
 */
export async function getJson(api: ExternalApi, url: URL, timeoutMs: number): Promise<unknown> {
  // Also covers the body: a server may stall in the middle of it.
  const signal = AbortSignal.timeout(timeoutMs);
  let text: string;
  try {
    // A redirect would carry the key in the URL to wherever it points.
    const response = await fetch(url, {
      signal,
      redirect: "manual",
      headers: { Accept: "application/json" },
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw refusal(api, response);
    }
    text = await boundedText(response, MOST_BYTES, () => new UpstreamError(api, "bad_answer"));
  } catch (error) {
    throw error instanceof UpstreamError ? error : broken(api, error, signal);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UpstreamError(api, "bad_answer");
  }
}

function refusal(api: ExternalApi, { status, headers }: Response): UpstreamError {
  const wait = retryAfterMs(headers.get("Retry-After"), Date.now());
  return new UpstreamError(api, status === 429 ? "rate_limit" : "http", {
    status,
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

function broken(api: ExternalApi, error: unknown, signal: AbortSignal): UpstreamError {
  if (signal.aborted) return new UpstreamError(api, "timeout");
  // fetch only says "fetch failed"; the reason is in its cause.
  const { code } = members(members(error).cause);
  return new UpstreamError(api, "connection", { ...(typeof code === "string" && { code }) });
}

const members = (value: unknown): { readonly code?: unknown; readonly cause?: unknown } =>
  typeof value === "object" && value !== null ? value : {};
