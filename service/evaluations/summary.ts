import type { Deal } from "../deals/schemas";
import type { Llm } from "../llm/llm";
import type { Findings } from "./schemas";

const ADVICE = {
  excellent: "Everything speaks for it.",
  good: "It is worth taking, perhaps a little below the asking price.",
  fair: "Take it only for less.",
  poor: "Better look for another.",
} as const;

const AFFORDABILITY = {
  comfortable: "is easily paid",
  affordable: "can be paid",
  stretched: "leaves little",
  too_expensive: "is more than should be borrowed",
} as const;

const INSTRUCTIONS =
  "You advise somebody who wants to buy a used car. Sum up in three to five sentences what the scores, " +
  "from 1 to 10, say of this deal. Use only the facts that are given, and change none of the numbers.";

/** A completed evaluation with its summary, written by the model or else by the rules. */
export async function summedUp(llm: Llm, deal: Deal, found: Findings): Promise<Findings> {
  const { final } = found;
  if (final === undefined) return found;
  // The model does not need to know who the customer is.
  const { vehicle_make, vehicle_model, vehicle_year, vehicle_mileage } = deal;
  const { score, grade } = final;
  const facts = {
    car: { vehicle_make, vehicle_model, vehicle_year, vehicle_mileage },
    ...found,
    final: { score, grade },
  };
  const answer = await llm.ask("deal_evaluation", { instructions: INSTRUCTIONS, facts });
  const summary = answer ?? ruleSummary(deal, found);
  return { ...found, final: { score, grade, summary, llmUsed: answer !== undefined } };
}

/** The summary that the rules write on their own. */
export function ruleSummary(
  { vehicle_make, vehicle_model, vehicle_year }: Deal,
  { vehicle_condition, price, financing, risk, final }: Findings,
): string {
  const sentences = [
    final &&
      `The ${vehicle_year} ${vehicle_make} ${vehicle_model} scores ${final.score} of 10: a deal that is ${final.grade}.`,
    vehicle_condition && `Its condition is ${vehicle_condition.condition}.`,
    price &&
      `It costs ${price.asking_price} where comparable cars cost ${price.market_price}; the risk is ${risk?.score ?? "unknown"} of 10.`,
    financing &&
      `A usual loan takes ${financing.income_percent} % of the income, which ${AFFORDABILITY[financing.affordability]}.`,
    final && ADVICE[final.grade],
  ];
  return sentences.filter((it) => it !== undefined).join(" ");
}
