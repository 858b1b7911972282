import type { Answer } from "../exchange";
import { madeId, type Ask } from "./ask";

export const DEALS = "/api/v1/deals";
export const DEAL = "/api/v1/deals/:id";

const READS_AFTER_A_CHANGE = 6;

/** A deal from creation to its end, with everything that happens while it is in progress. */
export async function deal(
  ask: Ask,
  round: number,
  inProgress: (id: string) => Promise<void>,
): Promise<Answer | undefined> {
  const created = await ask({ method: "POST", route: DEALS, body: newDeal(round) });
  const id = madeId(created);
  if (id === undefined) return created;
  const read = async () => {
    for (let n = 0; n < READS_AFTER_A_CHANGE; n++) await ask({ method: "GET", route: DEAL, id });
  };
  const become = (status: string) => ask({ method: "PUT", route: DEAL, id, body: { status } });
  await read();
  await ask({ method: "GET", route: "/api/v1/auth/me" });
  await become("in_progress");
  await read();
  await inProgress(id);
  await ask({ method: "GET", route: DEALS, path: `${DEALS}?limit=5` });
  // A confirmed negotiation has already completed the deal, which then stays as it is.
  await become(round % 3 === 1 ? "cancelled" : "completed");
  await read();
  // There is no way back from either status: this is rejected.
  if (round % 2 === 1) await become("pending");
  else await ask({ method: "DELETE", route: DEAL, id });
  return created;
}

export const ASKING_PRICE = 18_500;

const newDeal = (round: number) => ({
  customer_name: "A. Customer",
  customer_email: "customer@example.com",
  vehicle_make: "Honda",
  vehicle_model: "Civic",
  vehicle_year: 2020,
  vehicle_mileage: 30_000 + round,
  vehicle_vin: "1HGCM82633A004352",
  asking_price: ASKING_PRICE,
});
