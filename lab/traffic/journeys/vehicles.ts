import type { Answer } from "../exchange";
import { fieldOf, type Ask } from "./ask";

const VEHICLES = "/api/v1/vehicles";
const FAVORITES = "/api/v1/favorites";
const FAVORITE = "/api/v1/favorites/:vin";

/** Popular searches, repeated so often that most answers come from the cache. */
const SEARCHES = [
  { make: "Honda", model: "Civic", year_min: 2018, price_max: 25_000 },
  { make: "Toyota", body_type: "SUV", mileage_max: 80_000 },
  { body_type: "Pickup", price_min: 15_000, price_max: 40_000, limit: 10 },
] as const;
const PREFERENCES = [
  { budget: 25_000, body_types: ["Sedan"], priorities: ["price"] },
  { budget: 35_000, body_types: ["SUV"], year_min: 2018, priorities: ["mileage", "age"] },
] as const;

interface Car {
  readonly vin: string;
  readonly make: string;
  readonly model: string;
  readonly year: number;
}

/** Searches for a car, gets recommendations, compares two cars, adds one to the favorites and removes it again. */
export async function shopping(ask: Ask, round: number): Promise<void> {
  const search = SEARCHES[round % SEARCHES.length];
  const found = await ask({ method: "POST", route: `${VEHICLES}/search`, body: search });
  const again = SEARCHES[(round + 1) % SEARCHES.length];
  await ask({ method: "POST", route: `${VEHICLES}/search`, body: again });
  const wishes = PREFERENCES[round % PREFERENCES.length];
  await ask({ method: "POST", route: `${VEHICLES}/recommendations`, body: wishes });

  const [first, second] = carsOf(found);
  if (first === undefined) return;
  await ask({ method: "GET", route: `${VEHICLES}/:vin`, id: first.vin });
  if (second !== undefined) {
    const vins = [first.vin, second.vin];
    await ask({ method: "POST", route: `${VEHICLES}/compare`, body: { vins } });
  }
  await favourite(ask, first, round);
}

async function favourite(ask: Ask, { vin, make, model, year }: Car, round: number): Promise<void> {
  const body = { vin, make, model, year };
  await ask({ method: "POST", route: FAVORITES, body });
  // A second time, like people who do not notice that it worked: this is rejected.
  if (round % 2 === 1) await ask({ method: "POST", route: FAVORITES, body });
  await ask({ method: "GET", route: FAVORITES });
  await ask({ method: "GET", route: FAVORITE, id: vin });
  await ask({ method: "DELETE", route: FAVORITE, id: vin });
}

function carsOf(answer: Answer | undefined): readonly Car[] {
  const cars = fieldOf(answer?.body, "vehicles");
  return answer?.status === 200 && Array.isArray(cars) ? (cars as readonly Car[]) : [];
}
