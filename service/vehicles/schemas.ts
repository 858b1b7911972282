import { z } from "zod";

import { text } from "../text";
import { Vin } from "./vin";

const YEARS = { oldest: 1900, newest: 2100 };
const MOST_MONEY = 10_000_000;
const MOST_MILES = 1_000_000;

/** A car for sale: from our own `catalogue`, or from the vehicle API (`market`). */
export const Vehicle = z.strictObject({
  vin: z.string(),
  make: z.string(),
  model: z.string(),
  trim: z.string().nullable(),
  year: z.int(),
  body_type: z.string().nullable(),
  /** In dollars. */
  price: z.number(),
  /** In miles. */
  mileage: z.int(),
  dealer_name: z.string().nullable(),
  dealer_city: z.string().nullable(),
  dealer_state: z.string().nullable(),
  source: z.enum(["catalogue", "market"]),
});
export type Vehicle = z.output<typeof Vehicle>;

/**
 * Result of the request to the vehicle API: `ok`; `unavailable`, so that the answer only has our own catalogue; `off`
 * if there is no such API.
 */
export const External = z.enum(["ok", "unavailable", "off"]);
export type External = z.output<typeof External>;

const year = z.int().min(YEARS.oldest).max(YEARS.newest);
const money = z.number().min(0).max(MOST_MONEY).multipleOf(0.01);
const miles = z.int().min(0).max(MOST_MILES);
const names = z.array(text(100)).max(10);

const ascending = (low: number | undefined, high: number | undefined) =>
  low === undefined || high === undefined || low <= high;

/** Each field narrows the search; without any, everything for sale is found. */
export const Search = z
  .strictObject({
    make: text(100),
    model: text(100),
    body_type: text(100),
    year_min: year,
    year_max: year,
    price_min: money,
    price_max: money,
    mileage_max: miles,
  })
  .partial()
  .extend({ limit: z.int().min(1).max(100).default(20) })
  .refine(({ year_min, year_max }) => ascending(year_min, year_max), {
    path: ["year_max"],
    error: "must not be before year_min",
  })
  .refine(({ price_min, price_max }) => ascending(price_min, price_max), {
    path: ["price_max"],
    error: "must not be less than price_min",
  });
export type Search = z.output<typeof Search>;

/** Cheapest first. The totals count all matches, which may be more than are shown. */
export const Found = z.strictObject({
  vehicles: z.array(Vehicle),
  catalogue_total: z.int(),
  /** Null if the vehicle API did not answer. */
  market_total: z.int().nullable(),
  external: External,
});
export type Found = z.output<typeof Found>;

export const PRIORITIES = ["price", "mileage", "age"] as const;

export const Preferences = z.strictObject({
  /** In dollars: no more expensive car is recommended. */
  budget: money.min(1),
  makes: names.default([]),
  body_types: names.default([]),
  year_min: year.optional(),
  mileage_max: miles.optional(),
  /** The criteria that count twice. */
  priorities: z.array(z.enum(PRIORITIES)).max(PRIORITIES.length).default([]),
  limit: z.int().min(1).max(20).default(5),
});
export type Preferences = z.output<typeof Preferences>;

/** Best first, with a summary of them in whole sentences. */
export const Recommended = z.strictObject({
  recommendations: z.array(
    z.strictObject({
      vehicle: Vehicle,
      /** From 0 to 1. */
      score: z.number(),
      reasons: z.array(z.string()),
    }),
  ),
  summary: z.string(),
  /** Whether the language model wrote the summary; the ranking is never its. */
  llmUsed: z.boolean(),
  external: External,
});
export type Recommended = z.output<typeof Recommended>;

export const Compare = z.strictObject({
  vins: z
    .array(Vin)
    .min(2)
    .max(3)
    .refine((vins) => new Set(vins).size === vins.length, "must differ"),
});

/** In the order of the request. The last three are VINs, null if nothing was found. */
export const Comparison = z.strictObject({
  vehicles: z.array(Vehicle),
  /** VINs that nobody offers. */
  missing: z.array(z.string()),
  cheapest: z.string().nullable(),
  newest: z.string().nullable(),
  least_driven: z.string().nullable(),
  external: External,
});
export type Comparison = z.output<typeof Comparison>;

export const VinParam = z.strictObject({ vin: Vin });
