import { z } from "zod";

import type { Answer, Upstream } from "./answer";
import { INVENTORY, type Listing } from "./inventory";
import { sameKey } from "./keys";

/** "2018-2022", "-30000" or "2018-": both ends are inclusive, and each may be left out. */
const range = z
  .string()
  .regex(/^\d*-\d*$/, "must be a range such as 2018-2022")
  .transform((text) => {
    const [low = "", high = ""] = text.split("-");
    return { low: low === "" ? 0 : Number(low), high: high === "" ? Infinity : Number(high) };
  })
  .optional();
/** Several names are separated by commas, and one of them has to match. */
const names = z
  .string()
  .transform((text) => new Set(text.toLowerCase().split(",")))
  .optional();
const number = (least: number, most: number, fallback: number) =>
  z.coerce.number().int().min(least).max(most).default(fallback);

/** The real API's parameters that are used; others are ignored, as in the real API. */
const query = z.object({
  api_key: z.string().default(""),
  make: names,
  model: names,
  body_type: names,
  vins: names,
  year_range: range,
  price_range: range,
  miles_range: range,
  sort_by: z.enum(["price", "miles", "year"]).optional(),
  sort_order: z.enum(["asc", "desc"]).default("asc"),
  start: number(0, 10_000, 0),
  rows: number(0, 50, 10),
});
type Query = z.output<typeof query>;

/**
 * MarketCheck's `GET /v2/search/car/active`, over a fixed inventory.
 *
 * @param parameters the raw parameters of the URL
 */
export function vehicleApi(parameters: unknown, expectedKey: string): Upstream {
  return {
    work: () => {
      const { data, error } = query.safeParse(parameters);
      if (error) return refusal(422, z.prettifyError(error));
      if (!sameKey(data.api_key, expectedKey)) {
        return refusal(401, "Invalid or missing credentials");
      }
      const found = sorted(
        INVENTORY.filter((listing) => matches(listing, data)),
        data,
      );
      const listings = found.slice(data.start, data.start + data.rows);
      return { status: 200, body: { num_found: found.length, listings } };
    },
    error: refusal,
    garbage: () => ({ status: 200, body: "<!doctype html><title>Please wait</title>" }),
  };
}

function refusal(status: number, message: string): Answer {
  return { status, body: { code: status, message } };
}

function sorted(listings: Listing[], { sort_by, sort_order }: Query): readonly Listing[] {
  if (sort_by === undefined) return listings;
  const value = ({ price, miles, build: { year } }: Listing) => ({ price, miles, year })[sort_by];
  const direction = sort_order === "asc" ? 1 : -1;
  return listings.sort((a, b) => direction * (value(a) - value(b)));
}

function matches({ vin, price, miles, build }: Listing, asked: Query): boolean {
  const named = (wanted: Query["make"], value: string) => wanted?.has(value.toLowerCase()) ?? true;
  const within = (wanted: Query["year_range"], value: number) =>
    wanted === undefined || (value >= wanted.low && value <= wanted.high);
  return (
    named(asked.make, build.make) &&
    named(asked.model, build.model) &&
    named(asked.body_type, build.body_type) &&
    named(asked.vins, vin) &&
    within(asked.year_range, build.year) &&
    within(asked.price_range, price) &&
    within(asked.miles_range, miles)
  );
}
