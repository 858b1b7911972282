import { z } from "zod";

import { DEAL_STATUSES } from "../metrics/labels";
import { email, text } from "../text";
import { Vin } from "../vehicles/vin";

const status = z.enum(DEAL_STATUSES);

// A car price: from 100 to 10 million dollars, in whole cents.
export const price = z.number().min(100).max(10_000_000).multipleOf(0.01);

const OLDEST_YEAR = 1900;
// Next year's models are sold this year, and announced earlier.
const YEARS_AHEAD = 2;

const fields = {
  customer_name: text(200),
  customer_email: email,
  vehicle_make: text(100),
  vehicle_model: text(100),
  vehicle_year: z
    .int()
    .min(OLDEST_YEAR)
    .refine(
      (year) => year <= new Date().getUTCFullYear() + YEARS_AHEAD,
      `must be at most ${YEARS_AHEAD} years ahead`,
    ),
  vehicle_mileage: z.int().min(0).max(1_000_000),
  vehicle_vin: Vin,
  asking_price: price,
  offer_price: price.nullable(),
  notes: text(5000).nullable(),
};

export const NewDeal = z.strictObject({
  ...fields,
  offer_price: fields.offer_price.default(null),
  notes: fields.notes.default(null),
  status: status.default("pending"),
});
export type NewDeal = z.output<typeof NewDeal>;

/** Fields that are left out stay unchanged. */
export const DealChange = z
  .strictObject({ ...fields, status })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "must change something");
export type DealChange = z.output<typeof DealChange>;

export const Deal = z.strictObject({
  id: z.uuid(),
  owner_id: z.uuid(),
  customer_name: z.string(),
  customer_email: z.string(),
  vehicle_make: z.string(),
  vehicle_model: z.string(),
  vehicle_year: z.int(),
  vehicle_mileage: z.int(),
  vehicle_vin: z.string(),
  asking_price: z.number(),
  offer_price: z.number().nullable(),
  notes: z.string().nullable(),
  status,
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Deal = z.output<typeof Deal>;

export const DealId = z.strictObject({ id: z.uuid() });

export const Page = z.strictObject({
  skip: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type Page = z.output<typeof Page>;

/** `total` counts all of the owner's deals, not only those on the page. */
export const DealList = z.strictObject({
  items: z.array(Deal),
  total: z.int(),
  skip: z.int(),
  limit: z.int(),
});
export type DealList = z.output<typeof DealList>;
