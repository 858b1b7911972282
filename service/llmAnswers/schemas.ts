import { z } from "zod";

import { PROMPT_TYPES } from "../metrics/labels";

/** A question asked of the language model for a user, and its answer. */
export const LlmAnswer = z.strictObject({
  prompt_type: z.enum(PROMPT_TYPES),
  model: z.string(),
  instructions: z.string(),
  /** The facts that it was to speak about, as JSON. */
  facts: z.string(),
  /** Null if the model gave none, so that the rules alone answered. */
  answer: z.string().nullable(),
  /** Duration of the question with all its retries. */
  seconds: z.number(),
  created_at: z.iso.datetime(),
});
export type LlmAnswer = z.output<typeof LlmAnswer>;

/** `total` counts all of the user's answers that are kept, not only those on the page. */
export const LlmAnswerList = z.strictObject({
  items: z.array(LlmAnswer),
  total: z.int(),
  skip: z.int(),
  limit: z.int(),
});
export type LlmAnswerList = z.output<typeof LlmAnswerList>;
