import { z } from "zod";

import { text } from "../text";
import { Vin } from "../vehicles/vin";

const fields = {
  make: text(100),
  model: text(100),
  year: z.int().min(1900).max(2100),
  /** In dollars, at the time when it was marked. */
  price: z.number().min(0).max(10_000_000).multipleOf(0.01).nullable(),
  note: text(1000).nullable(),
};

/** A copy of the car as it was seen, because it may no longer be for sale later. */
export const NewFavorite = z.strictObject({
  vin: Vin,
  ...fields,
  price: fields.price.default(null),
  note: fields.note.default(null),
});
export type NewFavorite = z.output<typeof NewFavorite>;

export const Favorite = z.strictObject({
  vin: z.string(),
  make: z.string(),
  model: z.string(),
  year: z.int(),
  price: z.number().nullable(),
  note: z.string().nullable(),
  created_at: z.iso.datetime(),
});
export type Favorite = z.output<typeof Favorite>;

/** `total` counts all of the user's favourites, not only those on the page. */
export const FavoriteList = z.strictObject({
  items: z.array(Favorite),
  total: z.int(),
  skip: z.int(),
  limit: z.int(),
});
export type FavoriteList = z.output<typeof FavoriteList>;
