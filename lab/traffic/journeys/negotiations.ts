import { madeId, type Ask } from "./ask";
import { ASKING_PRICE } from "./deals";

const NEGOTIATIONS = "/api/v1/negotiations";
const NEGOTIATION = `${NEGOTIATIONS}/:id`;

/** The ends of negotiations, used in turn. `worn_out` is an offer when no round is left, which is rejected. */
const ENDS = ["confirm", "reject", "worn_out"] as const;
const ROUNDS = 10;

/** Negotiates a deal's price, chats about it, and brings the negotiation to an end. */
export async function negotiating(ask: Ask, round: number, dealId: string): Promise<void> {
  const body = { deal_id: dealId, user_target_price: ASKING_PRICE - 1_500 };
  const id = madeId(await ask({ method: "POST", route: NEGOTIATIONS, body }));
  if (id === undefined) return;
  const next = (body: object) => ask({ method: "POST", route: `${NEGOTIATION}/next`, id, body });
  const counter = (nth: number) =>
    next({ action: "counter", offer: ASKING_PRICE - 1_400 + 50 * nth });
  await counter(1);
  const content = "What would the monthly payment be?";
  await ask({ method: "POST", route: `${NEGOTIATION}/messages`, id, body: { content } });
  await counter(2);
  const end = ENDS[round % ENDS.length] ?? ENDS[0];
  if (end !== "worn_out") await next({ action: end });
  else for (let nth = 3; nth <= ROUNDS; nth++) await counter(nth);
  await ask({ method: "GET", route: NEGOTIATION, id });
}
