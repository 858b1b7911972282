import { PRIORITIES, type Preferences, type Recommended, type Vehicle } from "./schemas";

type Priority = (typeof PRIORITIES)[number];

// Where a car stops being worth anything for this: some 12,000 miles a year for 15 years.
const OLD_YEARS = 15;
const MANY_MILES = 180_000;
// From here on it is said why.
const GOOD = 0.7;

const REASONS: Readonly<Record<Priority, string>> = {
  price: "well below the budget",
  mileage: "driven little",
  age: "nearly new",
};

/**
 * The cars by how well they suit, best first. Each of price, mileage and age gives 0 to 1 and
 * weighs once, or twice as a priority; the score is their mean.
 * @param thisYear for a car's age
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
  // Half the budget is as good as it gets: what costs next to nothing is seldom what is wanted.
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
