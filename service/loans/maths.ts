import { toCents } from "../money";

export const CREDIT_RANGES = ["excellent", "good", "fair", "poor"] as const;
export type CreditRange = (typeof CREDIT_RANGES)[number];

/** Interest rate per year in percent, by the borrower's credit range. */
export const APR_PERCENT: Readonly<Record<CreditRange, number>> = {
  excellent: 4.9,
  good: 7.4,
  fair: 10.4,
  poor: 13.4,
};

/** The lowest score of each credit range, on the usual scale of 300 to 850; FICO's own bounds. */
const FROM_SCORE = { excellent: 740, good: 670, fair: 580 } as const;

/** The range of a credit score from 300 to 850. */
export function creditRangeOf(score: number): CreditRange {
  if (score >= FROM_SCORE.excellent) return "excellent";
  if (score >= FROM_SCORE.good) return "good";
  return score >= FROM_SCORE.fair ? "fair" : "poor";
}

/** All in dollars, to the cent. */
export interface Repayment {
  readonly monthly_payment: number;
  readonly total_payment: number;
  readonly total_interest: number;
}

/**
 * An annuity: equal payments at the end of each month.
 *
 * @param principal in dollars, above 0
 * @param aprPercent per year, above 0; a twelfth of it applies each month
 */
export function repaymentOf(principal: number, aprPercent: number, termMonths: number): Repayment {
  const rate = aprPercent / 100 / 12;
  const monthly_payment = toCents((principal * rate) / (1 - (1 + rate) ** -termMonths));
  const total_payment = toCents(monthly_payment * termMonths);
  return { monthly_payment, total_payment, total_interest: toCents(total_payment - principal) };
}

/** Three made-up lenders until a real one is asked, with the difference of each from the usual rate. */
const LENDERS = [
  { lender: "Northside Credit Union", points: -0.5 },
  { lender: "First Motor Bank", points: 0 },
  { lender: "Quick Auto Finance", points: 1 },
] as const;

/** A lender's conditions for a loan. */
export interface Offer extends Repayment {
  readonly lender: string;
  readonly apr_percent: number;
  /** Whether the lender approves on the score alone. */
  readonly pre_approved: boolean;
}

/** The offer of each lender, cheapest first. */
export function offersFor(principal: number, credit: CreditRange, termMonths: number): Offer[] {
  return LENDERS.map(({ lender, points }) => {
    const apr_percent = toCents(APR_PERCENT[credit] + points);
    return {
      lender,
      apr_percent,
      pre_approved: credit === "excellent" || credit === "good",
      ...repaymentOf(principal, apr_percent, termMonths),
    };
  });
}
