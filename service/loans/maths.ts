import { toCents } from "../money";

export const CREDIT_RANGES = ["excellent", "good", "fair", "poor"] as const;
export type CreditRange = (typeof CREDIT_RANGES)[number];

/** What a year costs, in percent, by the borrower's credit. */
export const APR_PERCENT: Readonly<Record<CreditRange, number>> = {
  excellent: 4.9,
  good: 7.4,
  fair: 10.4,
  poor: 13.4,
};

/** From which score on, of the usual 300 to 850, credit is in a range; FICO's own bounds. */
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
 * @param principal in dollars, above 0
 * @param aprPercent for a year, above 0, a twelfth of it each month
 */
export function repaymentOf(principal: number, aprPercent: number, termMonths: number): Repayment {
  const rate = aprPercent / 100 / 12;
  const monthly_payment = toCents((principal * rate) / (1 - (1 + rate) ** -termMonths));
  const total_payment = toCents(monthly_payment * termMonths);
  return { monthly_payment, total_payment, total_interest: toCents(total_payment - principal) };
}

/** Until a real lender is asked: three that are made up, and how far each is from the usual rate. */
const LENDERS = [
  { lender: "Northside Credit Union", points: -0.5 },
  { lender: "First Motor Bank", points: 0 },
  { lender: "Quick Auto Finance", points: 1 },
] as const;

export interface Offer extends Repayment {
  readonly lender: string;
  readonly apr_percent: number;
  /** Whether the lender says yes on the score alone. */
  readonly pre_approved: boolean;
}

/** What each lender asks for, the cheapest first. */
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
