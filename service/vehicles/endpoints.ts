import { endpoint, type Endpoint } from "../http/endpoint";
import { ProblemError, tooManyRequests } from "../http/problem";
import type { Llm } from "../llm/llm";
import type { Limit, RateLimiter } from "../redis/rateLimiter";
import type { SearchHistory } from "../searches/history";
import {
  Compare,
  Comparison,
  Found,
  Preferences,
  Recommended,
  Search,
  Vehicle,
  VinParam,
} from "./schemas";
import type { VehicleSearch } from "./search";
import { inWords } from "./words";

interface VehicleArgs {
  readonly search: VehicleSearch;
  readonly limiter: RateLimiter;
  /** Searches of all kinds that a user may make per hour. */
  readonly perHour: number;
  /** Returns the language model to use for a user. */
  readonly llmFor: (userId: string) => Llm;
  /** Undefined if no history is kept. */
  readonly history: SearchHistory | undefined;
}

const shared = { tag: "vehicles", signedIn: true } as const;

export function vehicleEndpoints(args: VehicleArgs): readonly Endpoint[] {
  const { search, limiter, perHour, llmFor, history } = args;
  const limit: Limit = { name: "search", most: perHour, windowSeconds: 60 * 60 };
  // The vehicle API charges per request.
  const admit = async (userId: string) => {
    const retryAfter = await limiter.take(limit, userId);
    if (retryAfter !== undefined) {
      throw tooManyRequests(retryAfter, `More than ${perHour} searches in an hour.`);
    }
  };
  return [
    endpoint({
      ...shared,
      method: "post",
      path: "/api/v1/vehicles/search",
      summary: "Cars for sale, ours and the market's, cheapest first.",
      body: Search,
      success: { status: 200, schema: Found },
      handle: async ({ userId, body }) => {
        await admit(userId);
        const found = await search.search(body);
        const { vehicles } = found;
        history?.add(userId, { search_type: "search", criteria: body, found: vehicles.length });
        return found;
      },
    }),
    endpoint({
      ...shared,
      method: "post",
      path: "/api/v1/vehicles/recommendations",
      summary: "The cars for sale that suit somebody best.",
      body: Preferences,
      success: { status: 200, schema: Recommended },
      handle: async ({ userId, body }) => {
        await admit(userId);
        const ranked = await search.recommend(body);
        const found = ranked.recommendations.length;
        history?.add(userId, { search_type: "recommendation", criteria: body, found });
        // The search has ended by then: the model's time does not count for it, and no connection waits for it.
        return inWords(llmFor(userId), body, ranked);
      },
    }),
    endpoint({
      ...shared,
      method: "post",
      path: "/api/v1/vehicles/compare",
      summary: "Two or three cars side by side.",
      body: Compare,
      success: { status: 200, schema: Comparison },
      handle: async ({ userId, body: { vins } }) => {
        await admit(userId);
        const compared = await search.compare(vins);
        const found = compared.vehicles.length;
        history?.add(userId, { search_type: "comparison", criteria: { vins }, found });
        return compared;
      },
    }),
    endpoint({
      ...shared,
      method: "get",
      path: "/api/v1/vehicles/:vin",
      summary: "One car for sale.",
      params: VinParam,
      success: { status: 200, schema: Vehicle },
      handle: async ({ params: { vin } }) => {
        const { vehicles, external } = await search.lookUp([vin]);
        const [vehicle] = vehicles;
        if (vehicle !== undefined) return vehicle;
        throw new ProblemError(
          404,
          external === "unavailable"
            ? "We do not offer this car; others could not be asked now."
            : "Nobody offers this car.",
        );
      },
    }),
  ];
}
