import { z } from "zod";

import type { VehicleApiConfig } from "../config";
import type { UpstreamClient } from "../upstream/client";
import { meets, type Criteria } from "./criteria";
import type { Vehicle } from "./schemas";
import { Vin } from "./vin";

// MarketCheck returns at most 50 listings per page.
const MOST_ROWS = 50;

const Listing = z.object({
  vin: Vin,
  price: z.number().min(0),
  miles: z.number().min(0).transform(Math.round),
  build: z.object({
    year: z.int(),
    make: z.string().min(1),
    model: z.string().min(1),
    trim: z.string().nullish(),
    body_type: z.string().nullish(),
  }),
  dealer: z
    .object({ name: z.string().nullish(), city: z.string().nullish(), state: z.string().nullish() })
    .nullish(),
});

// Listings are parsed one by one later: one without a price should not cost the others.
const Answer = z.object({ num_found: z.int().min(0), listings: z.array(z.unknown()) });

/** Other sellers' cars, from an API that speaks MarketCheck's protocol. */
export class Market {
  constructor(
    private readonly config: VehicleApiConfig,
    private readonly client: Pick<UpstreamClient, "get">,
  ) {}

  /** @throws UpstreamError */
  async search(it: Criteria): Promise<{ vehicles: Vehicle[]; total: number }> {
    const { total, vehicles } = await this.#ask({
      make: it.makes.join(","),
      model: it.model,
      body_type: it.bodyTypes.join(","),
      year_range: range(it.yearMin, it.yearMax),
      price_range: range(it.priceMin, it.priceMax),
      miles_range: range(undefined, it.mileageMax),
      sort_by: it.first === "cheapest" ? "price" : "year",
      sort_order: it.first === "cheapest" ? "asc" : "desc",
      rows: String(Math.min(it.limit, MOST_ROWS)),
    });
    // The API may return cars that do not match the request.
    return { total, vehicles: vehicles.filter((car) => meets(it, car)) };
  }

  /**
   * The cars with these VINs that somebody offers, in any order.
   *
   * @throws UpstreamError
   */
  async find(vins: readonly string[]): Promise<Vehicle[]> {
    const { vehicles } = await this.#ask({ vins: vins.join(","), rows: String(MOST_ROWS) });
    return vehicles.filter(({ vin }) => vins.includes(vin));
  }

  async #ask(parameters: Readonly<Record<string, string | undefined>>) {
    const url = new URL(`${this.config.url}/v2/search/car/active`);
    const query: typeof parameters = { api_key: this.config.key, start: "0", ...parameters };
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== "") url.searchParams.set(name, value);
    }
    const { num_found, listings } = await this.client.get(url, Answer);
    return { total: num_found, vehicles: listings.flatMap(toVehicle) };
  }
}

/** For example 2018-2022, with a default for a missing end; undefined if everything is allowed. */
function range(low: number | undefined, high: number | undefined): string | undefined {
  if (low === undefined && high === undefined) return undefined;
  return `${low ?? 0}-${high ?? 99_999_999}`;
}

function toVehicle(listing: unknown): Vehicle[] {
  const { data } = Listing.safeParse(listing);
  if (data === undefined) return [];
  const { vin, price, miles, build, dealer } = data;
  return [
    {
      vin,
      make: build.make,
      model: build.model,
      trim: build.trim ?? null,
      year: build.year,
      body_type: build.body_type ?? null,
      price,
      mileage: miles,
      dealer_name: dealer?.name ?? null,
      dealer_city: dealer?.city ?? null,
      dealer_state: dealer?.state ?? null,
      source: "market",
    },
  ];
}
