import type { Deal } from "../deals/schemas";
import { conditionScore, finalScore, financing, gradeOf, priceScore, riskScore } from "./rules";
import { STEPS, type Findings, type Status, type Step, type StepInput } from "./schemas";

/** How far an evaluation has got. */
export interface Progress {
  readonly step: Step;
  readonly status: Status;
  readonly result: Findings;
}

/** Where every evaluation starts. */
export const BEGINNING: Progress = {
  step: STEPS[0],
  status: "awaiting_input",
  result: {},
};

/** The input that each step waits for. */
export const NEEDS: Readonly<Record<Step, keyof StepInput | undefined>> = {
  vehicle_condition: "condition",
  price: "market_price",
  financing: "monthly_income",
  risk: undefined,
  final: undefined,
};

/** The step's finding, or undefined if its input is missing. */
type Take = (
  deal: Deal,
  input: StepInput,
  sofar: Findings,
  thisYear: number,
) => Findings | undefined;

const TAKE: Readonly<Record<Step, Take>> = {
  vehicle_condition: (deal, { condition }, _sofar, thisYear) =>
    condition && {
      vehicle_condition: { condition, score: conditionScore(condition, deal, thisYear) },
    },
  price: ({ asking_price }, { market_price }) =>
    market_price === undefined
      ? undefined
      : { price: { asking_price, market_price, score: priceScore(asking_price, market_price) } },
  financing: (deal, { monthly_income }) =>
    monthly_income === undefined
      ? undefined
      : { financing: financing(deal.asking_price, monthly_income) },
  // Uses the price that was evaluated, in case the deal's price has changed since.
  risk: (deal, _input, { price }, thisYear) =>
    price && { risk: { score: riskScore({ ...deal, ...price }, price.market_price, thisYear) } },
  final: (_deal, _input, { vehicle_condition, price, risk }) => {
    if (!vehicle_condition || !price || !risk) return undefined;
    const score = finalScore(vehicle_condition.score, price.score, risk.score);
    return { final: { score, grade: gradeOf(score), summary: "", llmUsed: false } };
  },
};

/**
 * Takes the next step if its input is there; otherwise the evaluation waits for that.
 *
 * @param at must not be completed
 */
export function takeStep(at: Progress, deal: Deal, input: StepInput, thisYear: number): Progress {
  const found = TAKE[at.step](deal, input, at.result, thisYear);
  if (found === undefined) return { ...at, status: "awaiting_input" };
  const result = { ...at.result, ...found };
  const next = STEPS[STEPS.indexOf(at.step) + 1];
  if (next === undefined) return { step: at.step, status: "completed", result };
  return { step: next, status: NEEDS[next] ? "awaiting_input" : "analyzing", result };
}
