import { PRIORITIES, type Preferences, type Recommended, type Vehicle } from "./schemas";

type Priority = (typeof PRIORITIES)[number];

// Beyond these a car scores 0: some 12,000 miles a year for 15 years.
const OLD_YEARS = 15;
const MANY_MILES = 180_000;
// From this score on, it is given as a reason.
const GOOD = 0.7;

const REASONS: Readonly<Record<Priority, string>> = {
  price: "well below the budget",
  mileage: "driven little",
  age: "nearly new",
};

/**
 * The cars ordered by how well they suit, best first. Price, mileage and age each give 0 to 1 and count once, or twice
 * as a priority; the score is their weighted mean.
 *
 * @param thisYear for the age of a car
 */
export function rank(
  cars: readonly Vehicle[],
  wanted: Preferences,
  thisYear: number,
): Recommended["recommendations"] {
  return cars
    .map((vehicle) => {
      const points = pointsOf(vehicle, wanted.budget, thisYear);
      return {
        vehicle,
        score: round(mean(points, wanted.priorities)),
        reasons: PRIORITIES.filter((it) => points[it] >= GOOD).map((it) => REASONS[it]),
      };
    })
    .sort((a, b) => b.score - a.score || (a.vehicle.vin < b.vehicle.vin ? -1 : 1))
    .slice(0, wanted.limit);
}

const pointsOf = (car: Vehicle, budget: number, thisYear: number): Record<Priority, number> => ({
  // Half the budget scores best: a very cheap car is seldom what the user wants.
  price: clamp((budget - car.price) / (budget / 2)),
  mileage: clamp(1 - car.mileage / MANY_MILES),
  age: clamp(1 - (thisYear - car.year) / OLD_YEARS),
});

function mean(points: Record<Priority, number>, priorities: readonly Priority[]): number {
  const weights = PRIORITIES.map((it) => (priorities.includes(it) ? 2 : 1));
  const sum = PRIORITIES.reduce((all, it, index) => all + points[it] * (weights[index] ?? 1), 0);
  return sum / weights.reduce((a, b) => a + b, 0);
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));
const round = (value: number) => Math.round(value * 1000) / 1000;
