import type { Ask } from "./ask";
import { ASKING_PRICE } from "./deals";

export const EVALUATIONS = "/api/v1/deals/:id/evaluations";

/** The input of each of the five steps. The first step is also requested once without input. */
const INPUTS = [
  {},
  { condition: "good" },
  { market_price: ASKING_PRICE + 700 },
  { monthly_income: 4_800 },
  {},
  {},
] as const;

const READS = 6;

/** Evaluates a deal step by step, and reads the result. */
export async function evaluating(ask: Ask, dealId: string): Promise<void> {
  for (const body of INPUTS) {
    await ask({ method: "POST", route: EVALUATIONS, id: dealId, body });
  }
  for (let n = 0; n < READS; n++) {
    await ask({ method: "GET", route: EVALUATIONS, id: dealId });
  }
}
