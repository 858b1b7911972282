import type { SearchType } from "../metrics/labels";
import type { Metrics } from "../metrics/metrics";
import type { Cache } from "../redis/cache";
import { UpstreamError } from "../upstream/error";
import type { Catalogue } from "./catalogue";
import { criteriaFor, criteriaKey, criteriaOf, type Criteria } from "./criteria";
import type { Market } from "./market";
import { merge } from "./merge";
import { rank } from "./rank";
import type { Comparison, External, Found, Preferences, Search, Vehicle } from "./schemas";
import type { Ranked } from "./words";

interface SearchArgs {
  readonly catalogue: Catalogue;
  /** Undefined if there is no vehicle API. */
  readonly market: Market | undefined;
  readonly cache: Cache<Found>;
  readonly metrics: Metrics;
}

/**
 * Searches our own catalogue and the market together, counted and measured. If the market is away the answer has fewer
 * cars and says so; if PostgreSQL is away, that is an error.
 */
export class VehicleSearch {
  constructor(private readonly args: SearchArgs) {}

  search(search: Search): Promise<Found> {
    return this.#measured("search", () => this.#find(criteriaOf(search)));
  }

  recommend(wanted: Preferences): Promise<Ranked> {
    return this.#measured("recommendation", async () => {
      const { vehicles, external } = await this.#find(criteriaFor(wanted));
      const recommendations = rank(vehicles, wanted, new Date().getUTCFullYear());
      return { recommendations, external };
    });
  }

  compare(vins: readonly string[]): Promise<Comparison> {
    return this.#measured("comparison", async () => {
      const { vehicles, external } = await this.lookUp(vins);
      const least = (value: (car: Vehicle) => number) =>
        [...vehicles].sort((a, b) => value(a) - value(b))[0]?.vin ?? null;
      return {
        vehicles,
        missing: vins.filter((vin) => !vehicles.some((car) => car.vin === vin)),
        cheapest: least(({ price }) => price),
        newest: least(({ year }) => -year),
        least_driven: least(({ mileage }) => mileage),
        external,
      };
    });
  }

  /** The cars with these VINs, in the same order; the market is only asked for those that we lack. */
  async lookUp(vins: readonly string[]): Promise<{ vehicles: Vehicle[]; external: External }> {
    const own = await this.args.catalogue.find(vins);
    const others = vins.filter((vin) => !own.some((car) => car.vin === vin));
    const asked = await this.#ask((market) =>
      others.length === 0 ? Promise.resolve([]) : market.find(others),
    );
    const all = [...own, ...(asked.answer ?? [])];
    const vehicles = vins.flatMap((vin) => all.find((car) => car.vin === vin) ?? []);
    return { vehicles, external: asked.external };
  }

  /** Cached for a while, unless the market did not answer: the next search may succeed. */
  async #find(criteria: Criteria): Promise<Found> {
    let incomplete: Found | undefined;
    const kept = await this.args.cache.read(criteriaKey(criteria), async () => {
      const found = await this.#gather(criteria);
      if (found.external !== "unavailable") return found;
      incomplete = found;
      return undefined;
    });
    const found = kept ?? incomplete;
    if (found === undefined) throw new Error("the search found neither something nor nothing");
    return found;
  }

  async #gather(criteria: Criteria): Promise<Found> {
    const [own, { answer, external }] = await Promise.all([
      this.args.catalogue.search(criteria),
      this.#ask((market) => market.search(criteria)),
    ]);
    return {
      vehicles: merge(own.vehicles, answer?.vehicles ?? [], criteria),
      catalogue_total: own.total,
      market_total: answer?.total ?? null,
      external,
    };
  }

  async #ask<T>(
    question: (market: Market) => Promise<T>,
  ): Promise<{ answer?: T; external: External }> {
    const { market } = this.args;
    if (market === undefined) return { external: "off" };
    try {
      return { answer: await question(market), external: "ok" };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      return { external: "unavailable" };
    }
  }

  async #measured<T>(search_type: SearchType, work: () => Promise<T>): Promise<T> {
    const { metrics } = this.args;
    const started = performance.now();
    metrics.autodealgenie_vehicle_searches_total.inc({ search_type });
    metrics.autodealgenie_active_searches.add(1);
    try {
      return await work();
    } finally {
      metrics.autodealgenie_active_searches.add(-1);
      const seconds = (performance.now() - started) / 1000;
      metrics.autodealgenie_vehicle_search_duration_seconds.observe(seconds, { search_type });
    }
  }
}
