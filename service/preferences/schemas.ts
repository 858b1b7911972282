import { z } from "zod";

import { text } from "../text";

const few = z.array(text(100)).max(20).default([]);

/** What a user usually looks for. Always replaced as a whole. */
export const Preferred = z.strictObject({
  makes: few,
  body_types: few,
  /** In dollars. */
  budget: z.number().min(100).max(10_000_000).nullable().default(null),
  year_min: z.int().min(1900).max(2100).nullable().default(null),
  /** In miles. */
  mileage_max: z.int().min(0).max(2_000_000).nullable().default(null),
});
export type Preferred = z.output<typeof Preferred>;

export const KeptPreferences = z.strictObject({
  makes: z.array(z.string()),
  body_types: z.array(z.string()),
  budget: z.number().nullable(),
  year_min: z.int().nullable(),
  mileage_max: z.int().nullable(),
  updated_at: z.iso.datetime(),
});
export type KeptPreferences = z.output<typeof KeptPreferences>;
