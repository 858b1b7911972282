import { z } from "zod";

import { price } from "../deals/schemas";
import { NEGOTIATION_ROLES } from "../metrics/labels";
import { text } from "../text";
import { RECOMMENDATIONS } from "./rules";

export const STATUSES = ["active", "completed", "cancelled"] as const;
export type Status = (typeof STATUSES)[number];

export const NewNegotiation = z.strictObject({
  deal_id: z.uuid(),
  user_target_price: price,
  /** The tone of the agent; the prices follow from the rules alone. */
  strategy: z.enum(["cooperative", "balanced", "firm"]).default("balanced"),
});
export type NewNegotiation = z.output<typeof NewNegotiation>;

export const NextStep = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("confirm") }),
  z.strictObject({ action: z.literal("reject") }),
  z.strictObject({ action: z.literal("counter"), offer: price }),
]);
export type NextStep = z.output<typeof NextStep>;

export const NewMessage = z.strictObject({ content: text(2000) });

/** The details of an agent's message. */
export const Details = z.strictObject({
  /** Whether the language model wrote the words; the numbers are never its. */
  llmUsed: z.boolean(),
  suggested_price: z.number(),
  discount_percent: z.number(),
  confidence: z.number(),
  recommended_action: z.enum(RECOMMENDATIONS),
  concession_percent: z.number(),
  concession_percent_per_round: z.number(),
  financing: z
    .array(
      z.strictObject({
        term_months: z.int(),
        down_payment: z.number(),
        monthly_payment: z.number(),
      }),
    )
    .readonly(),
});

export const Message = z.strictObject({
  role: z.enum(NEGOTIATION_ROLES),
  content: z.string(),
  round_number: z.int(),
  details: Details.nullable(),
  created_at: z.iso.datetime(),
});
export type Message = z.output<typeof Message>;

/** With all messages, or, after a step, only those that it added. */
export const Negotiation = z.strictObject({
  id: z.uuid(),
  owner_id: z.uuid(),
  deal_id: z.uuid(),
  status: z.enum(STATUSES),
  asking_price: z.number(),
  target_price: z.number(),
  suggested_price: z.number(),
  strategy: z.string(),
  current_round: z.int(),
  max_rounds: z.int(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  messages: z.array(Message),
});
export type Negotiation = z.output<typeof Negotiation>;
export type Session = Omit<Negotiation, "messages">;

export const NegotiationId = z.strictObject({ id: z.uuid() });
