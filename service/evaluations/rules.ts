import { repaymentOf } from "../loans/maths";
import { toCents } from "../money";

/** The condition of the car, as reported by whoever saw it. */
export const CONDITIONS = ["excellent", "good", "fair", "poor"] as const;
export type Condition = (typeof CONDITIONS)[number];

export const GRADES = ["excellent", "good", "fair", "poor"] as const;
export type Grade = (typeof GRADES)[number];

export const AFFORDABILITIES = ["comfortable", "affordable", "stretched", "too_expensive"] as const;
export type Affordability = (typeof AFFORDABILITIES)[number];

/** The parts of a deal that the rules use. */
export interface Car {
  readonly vehicle_year: number;
  readonly vehicle_mileage: number;
  readonly asking_price: number;
}

/** A score from 1 to 10, with one decimal. */
const score = (value: number): number => Math.round(Math.min(10, Math.max(1, value)) * 10) / 10;

const CONDITION_SCORE: Readonly<Record<Condition, number>> = {
  excellent: 9,
  good: 7,
  fair: 5,
  poor: 3,
};

// Typical yearly mileage lies between these, in miles.
const MILES_A_YEAR = { few: 10_000, many: 15_000 } as const;

/** How good the car is: its condition, plus or minus a point for low or high mileage for its age. */
export function conditionScore(condition: Condition, car: Car, thisYear: number): number {
  const perYear = car.vehicle_mileage / Math.max(1, thisYear - car.vehicle_year);
  const driven = perYear < MILES_A_YEAR.few ? 1 : perYear > MILES_A_YEAR.many ? -1 : 0;
  return score(CONDITION_SCORE[condition] + driven);
}

// A car at the market price scores 6: fair to good. The score changes by 30 points per multiple of the market price, so
// it is 10 when the car is 13 % cheaper and 1 when it is 17 % more expensive.
const AT_MARKET = 6;
const POINTS_PER_MARKET_PRICE = 30;

/** How good the price is compared with the price of comparable cars. */
export const priceScore = (asking: number, market: number): number =>
  score(AT_MARKET + POINTS_PER_MARKET_PRICE * (1 - asking / market));

const DOWN_SHARE = 0.2;
const TERM_MONTHS = 60;
const APR_PERCENT = 5.5;

/** A loan for the car, in dollars, and whether the user can afford it. */
export interface Financing {
  readonly down_payment: number;
  readonly monthly_payment: number;
  /** The monthly payment as a percentage of income. */
  readonly income_percent: number;
  readonly affordability: Affordability;
}

/** What a typical loan would take from the monthly income: 20 % down, 60 months, 5.5 %. */
export function financing(asking: number, monthlyIncome: number): Financing {
  const down_payment = toCents(asking * DOWN_SHARE);
  const { monthly_payment } = repaymentOf(asking - down_payment, APR_PERCENT, TERM_MONTHS);
  const percent = (monthly_payment / monthlyIncome) * 100;
  return {
    down_payment,
    monthly_payment,
    income_percent: Math.round(percent * 10) / 10,
    affordability: affordabilityOf(percent),
  };
}

function affordabilityOf(incomePercent: number): Affordability {
  if (incomePercent <= 10) return "comfortable";
  if (incomePercent <= 15) return "affordable";
  return incomePercent <= 20 ? "stretched" : "too_expensive";
}

const BASE_RISK = 5;
/** The limits that add half a point of risk, and one and a half points. */
const RISKS = {
  mileage: [60_000, 100_000],
  ageYears: [5, 10],
  overMarket: [0.05, 0.15],
} as const;

/** How much can go wrong, up to 10: a car with high mileage, high age, or a price above the market. */
export function riskScore(car: Car, market: number, thisYear: number): number {
  return score(
    BASE_RISK +
      added(car.vehicle_mileage, RISKS.mileage) +
      added(thisYear - car.vehicle_year, RISKS.ageYears) +
      added(car.asking_price / market - 1, RISKS.overMarket),
  );
}

const added = (value: number, [some, much]: readonly [number, number]): number =>
  value > much ? 1.5 : value > some ? 0.5 : 0;

/** The three scores combined: 20 % condition, 50 % price and 30 % low risk. */
export const finalScore = (condition: number, price: number, risk: number): number =>
  score(0.2 * condition + 0.5 * price + 0.3 * (11 - risk));

/** The grade of a final score from 1 to 10. */
export function gradeOf(final: number): Grade {
  if (final >= 8) return "excellent";
  if (final >= 6.5) return "good";
  return final >= 5 ? "fair" : "poor";
}
