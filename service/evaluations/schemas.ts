import { z } from "zod";

import { price } from "../deals/schemas";
import { AFFORDABILITIES, CONDITIONS, GRADES } from "./rules";

/** In the order in which they are taken. */
export const STEPS = ["vehicle_condition", "price", "financing", "risk", "final"] as const;
export type Step = (typeof STEPS)[number];

export const STATUSES = ["analyzing", "awaiting_input", "completed"] as const;
export type Status = (typeof STATUSES)[number];

/** What a step may need from the user. Fields that belong to another step are ignored. */
export const StepInput = z.strictObject({
  condition: z.enum(CONDITIONS).optional(),
  /** The price of comparable cars. */
  market_price: price.optional(),
  monthly_income: z.number().min(1).max(10_000_000).optional(),
});
export type StepInput = z.output<typeof StepInput>;

/** What the steps taken so far have found; the income itself is not kept. */
export const Findings = z.strictObject({
  vehicle_condition: z
    .strictObject({ condition: z.enum(CONDITIONS), score: z.number() })
    .optional(),
  price: z
    .strictObject({ asking_price: z.number(), market_price: z.number(), score: z.number() })
    .optional(),
  financing: z
    .strictObject({
      down_payment: z.number(),
      monthly_payment: z.number(),
      income_percent: z.number(),
      affordability: z.enum(AFFORDABILITIES),
    })
    .optional(),
  risk: z.strictObject({ score: z.number() }).optional(),
  final: z
    .strictObject({
      score: z.number(),
      grade: z.enum(GRADES),
      summary: z.string(),
      /** Whether the language model wrote the summary; it never sets the scores. */
      llmUsed: z.boolean(),
    })
    .optional(),
});
export type Findings = z.output<typeof Findings>;

export const Evaluation = z.strictObject({
  id: z.uuid(),
  deal_id: z.uuid(),
  owner_id: z.uuid(),
  status: z.enum(STATUSES),
  /** The step to take next, or `final` if all have been taken. */
  step: z.enum(STEPS),
  /** What the step is waiting for, if anything. */
  needs: z.array(z.enum(["condition", "market_price", "monthly_income"])),
  result: Findings,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Evaluation = z.output<typeof Evaluation>;
