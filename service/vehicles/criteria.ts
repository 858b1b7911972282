import { createHash } from "node:crypto";

import type { Preferences, Search, Vehicle } from "./schemas";

/** What a car must be. Lists contain alternatives; an empty list and undefined allow everything. */
export interface Criteria {
  readonly makes: readonly string[];
  readonly model?: string | undefined;
  readonly bodyTypes: readonly string[];
  readonly yearMin?: number | undefined;
  readonly yearMax?: number | undefined;
  /** In dollars, as is `priceMax`. */
  readonly priceMin?: number | undefined;
  readonly priceMax?: number | undefined;
  /** In miles. */
  readonly mileageMax?: number | undefined;
  /** The most cars to return; `first` decides which if there are more. */
  readonly limit: number;
  readonly first: "cheapest" | "newest";
}

/** The criteria of a search. */
export const criteriaOf = (search: Search): Criteria => ({
  makes: search.make === undefined ? [] : [search.make],
  model: search.model,
  bodyTypes: search.body_type === undefined ? [] : [search.body_type],
  yearMin: search.year_min,
  yearMax: search.year_max,
  priceMin: search.price_min,
  priceMax: search.price_max,
  mileageMax: search.mileage_max,
  limit: search.limit,
  first: "cheapest",
});

// Enough to choose a few from.
const CANDIDATES = 100;

/** The criteria for the cars from which recommendations are chosen. */
export const criteriaFor = (wanted: Preferences): Criteria => ({
  makes: wanted.makes,
  bodyTypes: wanted.body_types,
  yearMin: wanted.year_min,
  priceMax: wanted.budget,
  mileageMax: wanted.mileage_max,
  limit: CANDIDATES,
  first: "newest",
});

/** The same key for all ways to write the same criteria; it does not reveal what the user looks for. */
export function criteriaKey(it: Criteria): string {
  const lower = (texts: readonly string[]) => texts.map((one) => one.toLowerCase()).sort();
  const parts = [
    lower(it.makes),
    it.model?.toLowerCase() ?? null,
    lower(it.bodyTypes),
    [it.yearMin, it.yearMax, it.priceMin, it.priceMax, it.mileageMax, it.limit, it.first],
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

/** Whether the car meets the criteria; names are compared case-insensitively. */
export function meets(it: Criteria, car: Vehicle): boolean {
  const among = (names: readonly string[], name: string | null) =>
    names.length === 0 || names.some((one) => one.toLowerCase() === name?.toLowerCase());
  const between = (value: number, low = -Infinity, high = Infinity) =>
    value >= low && value <= high;
  return (
    among(it.makes, car.make) &&
    among(it.model === undefined ? [] : [it.model], car.model) &&
    among(it.bodyTypes, car.body_type) &&
    between(car.year, it.yearMin, it.yearMax) &&
    between(car.price, it.priceMin, it.priceMax) &&
    between(car.mileage, 0, it.mileageMax)
  );
}
