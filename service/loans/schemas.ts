import { z } from "zod";

import { price } from "../deals/schemas";
import { LOAN_STATUSES } from "../metrics/labels";
import { toCents } from "../money";
import { CREDIT_RANGES } from "./maths";

// An amount paid other than by the loan: from nothing to the most expensive car, in whole cents.
const part = z.number().min(0).max(10_000_000).multipleOf(0.01);
const termMonths = z.int().min(1).max(360);
const creditRange = z.enum(CREDIT_RANGES);

const LEAST_LOAN = 100;

interface Parts {
  readonly amount: number;
  readonly down_payment: number;
  readonly trade_in_value: number;
}

/** The amount borrowed, in dollars. */
export const principalOf = ({ amount, down_payment, trade_in_value }: Parts): number =>
  toCents(amount - down_payment - trade_in_value);

const terms = {
  /** The car's price. */
  amount: price,
  down_payment: part.default(0),
  trade_in_value: part.default(0),
  term_months: termMonths.default(60),
  credit_range: creditRange,
};

const borrowsEnough = (parts: Parts) => principalOf(parts) >= LEAST_LOAN;
const tooLittle = {
  path: ["down_payment"],
  error: `with the trade-in must leave at least ${LEAST_LOAN} of the amount to borrow`,
};

export const LoanTerms = z.strictObject(terms).refine(borrowsEnough, tooLittle);

const repayment = {
  monthly_payment: z.number(),
  total_payment: z.number(),
  total_interest: z.number(),
};

export const Calculation = z.strictObject({
  principal: z.number(),
  apr_percent: z.number(),
  term_months: z.int(),
  ...repayment,
});

export const OfferQuery = z.strictObject({
  loan_amount: z.coerce.number().min(LEAST_LOAN).max(10_000_000),
  credit_score: z.coerce.number().int().min(300).max(850),
  loan_term: z.coerce.number().int().min(1).max(360).default(60),
});

export const Offers = z.strictObject({
  credit_range: creditRange,
  offers: z.array(
    z.strictObject({
      lender: z.string(),
      apr_percent: z.number(),
      pre_approved: z.boolean(),
      ...repayment,
    }),
  ),
});

export const NewApplication = z
  .strictObject({
    ...terms,
    /** The deal that the application is for. */
    deal_id: z.uuid().nullable().default(null),
  })
  .refine(borrowsEnough, tooLittle);
export type NewApplication = z.output<typeof NewApplication>;

export const Application = z.strictObject({
  id: z.uuid(),
  owner_id: z.uuid(),
  deal_id: z.uuid().nullable(),
  amount: z.number(),
  down_payment: z.number(),
  trade_in_value: z.number(),
  term_months: z.int(),
  credit_range: creditRange,
  apr_percent: z.number(),
  monthly_payment: z.number(),
  status: z.enum(LOAN_STATUSES),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Application = z.output<typeof Application>;

export const ApplicationId = z.strictObject({ id: z.uuid() });

export const StatusChange = z.strictObject({ status: z.enum(LOAN_STATUSES) });

/** `total` counts all of the owner's applications, not only those on the page. */
export const ApplicationList = z.strictObject({
  items: z.array(Application),
  total: z.int(),
  skip: z.int(),
  limit: z.int(),
});
export type ApplicationList = z.output<typeof ApplicationList>;
