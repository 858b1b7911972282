import { createHash } from "node:crypto";

import { z } from "zod";

import type { Answer, Upstream } from "./answer";
import { sameKey } from "./keys";

/** The fields of the real API's request that are used; all others are ignored. */
const request = z.object({
  model: z.string("you must provide a model parameter").min(1),
  messages: z
    .array(
      z.object({ role: z.enum(["system", "developer", "user", "assistant"]), content: z.string() }),
    )
    .min(1, "must have at least one message"),
  response_format: z.object({ type: z.enum(["text", "json_object"]) }).optional(),
});
type Request = z.output<typeof request>;

/** The real API's error type and code for each status. */
const KINDS: Readonly<Record<number, { readonly type: string; readonly code: string | null }>> = {
  400: { type: "invalid_request_error", code: null },
  401: { type: "invalid_request_error", code: "invalid_api_key" },
  429: { type: "requests", code: "rate_limit_exceeded" },
};
const ANY_KIND = { type: "server_error", code: null };

/**
 * OpenAI's `POST /chat/completions`, with a model that knows only a few answers.
 *
 * @param authorization the header, "Bearer …"
 * @param body the request's body, parsed as JSON
 */
export function llm(authorization: string, body: unknown, expectedKey: string): Upstream {
  return {
    work: () => {
      if (!sameKey(authorization, `Bearer ${expectedKey}`)) {
        return refusal(401, "Incorrect API key provided.");
      }
      const { data, error } = request.safeParse(body);
      return error ? refusal(400, z.prettifyError(error)) : completion(data, content(data));
    },
    error: refusal,
    garbage: () =>
      completion(request.safeParse(body).data ?? NOTHING, "Sure! Here is what I think: {answer"),
  };
}

const NOTHING: Request = { model: "unknown", messages: [] };

function refusal(status: number, message: string): Answer {
  return {
    status,
    body: { error: { message, param: null, ...(KINDS[status] ?? ANY_KIND) } },
  };
}

const ADVICE = [
  "The price is fair for its year and mileage; ask for the service records before you sign.",
  "Comparable cars nearby are listed for a little less; an offer five percent lower is reasonable.",
  "The mileage is low for its age, which supports the asking price; a small counter is realistic.",
  "The price is above the market; hold your offer and let the dealer come towards you.",
] as const;

/** The same messages always get the same answer, so that a conversation is predictable. */
function content({ messages, response_format }: Request): string {
  const digest = createHash("sha256").update(JSON.stringify(messages)).digest();
  const answer = ADVICE[digest.readUInt8(0) % ADVICE.length] ?? ADVICE[0];
  return response_format?.type === "json_object" ? JSON.stringify({ answer }) : answer;
}

// A token is about four characters of English, and each message adds a few tokens of its own.
const CHARACTERS_PER_TOKEN = 4;
const TOKENS_PER_MESSAGE = 4;
const tokensOf = (text: string) => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

function completion({ model, messages }: Request, content: string): Answer {
  const prompt = messages.reduce(
    (sum, message) => sum + TOKENS_PER_MESSAGE + tokensOf(message.content),
    0,
  );
  const tokens = { prompt, completion: tokensOf(content) };
  const id = createHash("sha256").update(JSON.stringify(messages)).digest("hex").slice(0, 24);
  return {
    status: 200,
    tokens,
    body: {
      id: `chatcmpl-${id}`,
      object: "chat.completion",
      created: Math.floor(Date.now() / 1000),
      model,
      choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
      usage: {
        prompt_tokens: tokens.prompt,
        completion_tokens: tokens.completion,
        total_tokens: tokens.prompt + tokens.completion,
      },
    },
  };
}
