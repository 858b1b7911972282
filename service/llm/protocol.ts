import { z } from "zod";

import type { LlmErrorKind } from "../metrics/labels";
import { retryAfterMs } from "../upstream/retryAfter";

/** A question for the model: its role, and the facts that it should speak about. */
export interface Question {
  readonly instructions: string;
  /** Anything that can become JSON. User input goes here, never into the instructions. */
  readonly facts: unknown;
}

/** Tokens that one answer was billed for. */
export interface Usage {
  readonly prompt: number;
  readonly completion: number;
}

/** Why the model gave no answer. The message contains nothing of the question or the answer. */
export class LlmError extends Error {
  override readonly name = "LlmError";

  constructor(
    readonly kind: LlmErrorKind,
    message: string,
    readonly more: {
      /** Whether the same question may succeed a little later. @default false */
      readonly passing?: boolean;
      /** How long to wait before asking again, if the server said so. */
      readonly retryAfterMs?: number | undefined;
    } = {},
  ) {
    super(message);
  }
}

const FORMAT = 'Answer with a JSON object of the form {"answer": "<your text>"}, in plain text.';
// The wording may vary a little, but not so much that it departs from the facts.
const TEMPERATURE = 0.3;

/** The body of OpenAI's POST /chat/completions. */
export function completionRequest(model: string, { instructions, facts }: Question): string {
  return JSON.stringify({
    model,
    messages: [
      { role: "system", content: `${instructions} ${FORMAT}` },
      { role: "user", content: JSON.stringify(facts) },
    ],
    temperature: TEMPERATURE,
    response_format: { type: "json_object" },
  });
}

const tokens = z.number().min(0).max(1e9);
const Charged = z.object({
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }),
});
const Completion = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]).rest(z.unknown()),
});
const Answer = z.object({ answer: z.string() });

/** The usage that an answer is billed for, if it says so; an unusable answer costs as well. */
export function usageOf(body: string): Usage | undefined {
  const usage = Charged.safeParse(parsed(body)).data?.usage;
  return usage && { prompt: usage.prompt_tokens, completion: usage.completion_tokens };
}

// As much as is stored and shown.
const LONGEST = 4000;

/**
 * The text in the body of a completion, as one piece of at most 4000 characters.
 *
 * @throws LlmError of kind `parse` if there is none
 */
export function answerOf(body: string): string {
  const content = Completion.safeParse(parsed(body)).data?.choices[0].message.content;
  if (content === undefined) throw new LlmError("parse", "the answer is no chat completion");
  const answer = Answer.safeParse(parsed(content)).data?.answer;
  // PostgreSQL can store any character except NUL and lone surrogates.
  const cut = answer?.replaceAll("\0", "").trim().slice(0, LONGEST) ?? "";
  const text = Buffer.from(cut).toString();
  if (text === "") throw new LlmError("parse", 'the content is no JSON object with an "answer"');
  return text;
}

// JSON.parse's error quotes its input, which must not reach a log.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param now the time in ms, to which a date in Retry-After is relative */
export function statusError(status: number, retryAfter: string | null, now: number): LlmError {
  const said = `the server answered ${status}`;
  if (status === 401 || status === 403) {
    return new LlmError("auth", `${said}: see that LLM_API_KEY_FILE holds a key that is valid`);
  }
  const kind = status === 429 ? "rate_limit" : "api";
  const passing = status === 429 || status >= 500;
  return new LlmError(kind, said, { passing, retryAfterMs: retryAfterMs(retryAfter, now) });
}
