import type { Criteria } from "./criteria";
import type { Vehicle } from "./schemas";

/** Both lists, each car once (our entry if both have it), in the criteria's order and number. */
export function merge(
  own: readonly Vehicle[],
  market: readonly Vehicle[],
  { first, limit }: Pick<Criteria, "first" | "limit">,
): Vehicle[] {
  const cars = new Map([...market, ...own].map((car) => [car.vin, car]));
  const compare = first === "cheapest" ? cheapest : newest;
  return [...cars.values()].sort(compare).slice(0, limit);
}

type Compare = (a: Vehicle, b: Vehicle) => number;
// Otherwise two pages of the same cars could differ.
const byVin: Compare = (a, b) => (a.vin < b.vin ? -1 : 1);
const cheapest: Compare = (a, b) => a.price - b.price || byVin(a, b);
const newest: Compare = (a, b) => b.year - a.year || byVin(a, b);
