import { z } from "zod";

import type { LlmConfig } from "../config";
import { boundedText } from "../http/boundedText";
import { LlmError, statusError } from "./protocol";

// About a hundred times the longest useful answer.
const MOST_BYTES = 1_048_576;

/**
 * Sends one request to the model and reads its response.
 *
 * @param timeoutMs for everything, to the last byte of the response
 * @param stopped aborts it at once
 * @returns the body of a 2xx
 * @throws LlmError of any kind except `parse`
 */
export async function attempt(
  { baseUrl, apiKey }: LlmConfig,
  body: string,
  timeoutMs: number,
  stopped: AbortSignal,
): Promise<string> {
  const ended = new AbortController();
  // Not AbortSignal.any, because a listener on a signal that lives as long as the process must be removed.
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
    ended.abort();
  }, timeoutMs);
  const stop = () => {
    ended.abort();
  };
  stopped.addEventListener("abort", stop);
  try {
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${apiKey}` },
      body,
      signal: ended.signal,
      // The API key must go to this server only.
      redirect: "manual",
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw statusError(response.status, response.headers.get("Retry-After"), Date.now());
    }
    return await boundedText(
      response,
      MOST_BYTES,
      () => new LlmError("api", `more than ${MOST_BYTES} bytes of answer`),
    );
  } catch (error) {
    if (error instanceof LlmError) throw error;
    if (late.signal.aborted) {
      throw new LlmError("timeout", `no answer within ${Math.round(timeoutMs)} ms`, {
        passing: true,
      });
    }
    throw new LlmError("api", `no connection: ${codeOf(error)}`, { passing: true });
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener("abort", stop);
  }
}

const FetchFailed = z.object({ cause: z.object({ code: z.string() }) });

/** fetch only says "fetch failed"; the reason is in its cause. */
const codeOf = (error: unknown): string =>
  FetchFailed.safeParse(error).data?.cause.code ?? "broken off";
