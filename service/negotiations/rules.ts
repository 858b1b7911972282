import { APR_PERCENT, repaymentOf } from "../loans/maths";
import { toCents } from "../money";

export const MAX_ROUNDS = 10;

export const RECOMMENDATIONS = ["accept", "consider", "counter", "reject"] as const;
export type Recommendation = (typeof RECOMMENDATIONS)[number];

// The lowest possible price of a deal.
const LEAST = 100;
const FIRST = 0.87;

/** The price to start with, below what the user would like to pay. */
export const firstSuggestion = (target: number, asking: number): number =>
  within(target * FIRST, asking);

/**
 * The price to suggest after the user's offer: a user who already asks for a large discount should move a little
 * towards the dealer; one who asks for almost none should ask for more.
 */
export function nextSuggestion(offer: number, asking: number): number {
  const off = discount(offer, asking);
  const factor = off >= 0.1 ? 1.01 : off >= 0.05 ? 1.02 : 0.98;
  return within(offer * factor, asking);
}

/** Limits a price to at most the asking price. */
const within = (price: number, asking: number): number =>
  toCents(Math.min(asking, Math.max(LEAST, price)));

const discount = (price: number, asking: number): number => (asking - price) / asking;

/** The agent's recommendation for a round, with prices in dollars. */
export interface Advice {
  readonly suggested_price: number;
  /** Discount as a percentage of the asking price. */
  readonly discount_percent: number;
  /** From 0.2 to 0.95: how certain it is that this price is a good one for the buyer. */
  readonly confidence: number;
  readonly recommended_action: Recommendation;
  /** How far we have come up from our first suggestion, as a percentage of the asking price. */
  readonly concession_percent: number;
  /** The same per round since then. */
  readonly concession_percent_per_round: number;
  readonly financing: readonly FinancingOption[];
}

export interface FinancingOption {
  readonly term_months: number;
  readonly down_payment: number;
  readonly monthly_payment: number;
}

/** @param at prices in dollars; `round` counts from 1 */
export function adviceOn(at: {
  readonly asking_price: number;
  readonly target_price: number;
  readonly suggested_price: number;
  readonly round: number;
}): Advice {
  const { asking_price, target_price, suggested_price, round } = at;
  const percent = discount(suggested_price, asking_price) * 100;
  const conceded =
    ((suggested_price - firstSuggestion(target_price, asking_price)) / asking_price) * 100;
  return {
    suggested_price,
    discount_percent: toCents(percent),
    confidence: confidenceIn(percent),
    recommended_action: recommendationAt(percent),
    concession_percent: toCents(conceded),
    concession_percent_per_round: toCents(conceded / Math.max(1, round - 1)),
    financing: TERMS.map((term_months) => financing(suggested_price, term_months)),
  };
}

function confidenceIn(discountPercent: number): number {
  const bands = [
    [15, 0.95],
    [10, 0.8],
    [5, 0.65],
    [2, 0.5],
    [0, 0.35],
  ] as const;
  return bands.find(([from]) => discountPercent >= from)?.[1] ?? 0.2;
}

function recommendationAt(discountPercent: number): Recommendation {
  if (discountPercent >= 10) return "accept";
  if (discountPercent >= 5) return "consider";
  return discountPercent > 0 ? "counter" : "reject";
}

const TERMS = [36, 48, 60, 72] as const;
const DOWN_SHARE = 0.1;

/** With a down payment of 10 % and good credit. */
function financing(price: number, term_months: number): FinancingOption {
  const down_payment = toCents(price * DOWN_SHARE);
  const { monthly_payment } = repaymentOf(price - down_payment, APR_PERCENT.good, term_months);
  return { term_months, down_payment, monthly_payment };
}
