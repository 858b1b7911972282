import { noSuchDeal } from "../deals/endpoints";
import type { Deals } from "../deals/repository";
import { DealId } from "../deals/schemas";
import { endpoint, type Endpoint } from "../http/endpoint";
import { ProblemError } from "../http/problem";
import type { Llm } from "../llm/llm";
import type { Cache } from "../redis/cache";
import type { Evaluations } from "./repository";
import { Evaluation, StepInput } from "./schemas";
import { BEGINNING, takeStep } from "./steps";
import { summedUp } from "./summary";

interface EvaluationArgs {
  readonly deals: Deals;
  readonly evaluations: Evaluations;
  /** The newest evaluation of each deal, by the deal's id. */
  readonly cache: Cache<Evaluation>;
  /** Returns the language model to use for a user. */
  readonly llmFor: (userId: string) => Llm;
}

const PATH = "/api/v1/deals/:id/evaluations";
const shared = { tag: "evaluations", signedIn: true, path: PATH, params: DealId } as const;

export function evaluationEndpoints(args: EvaluationArgs): readonly Endpoint[] {
  return [step(args), latest(args)];
}

const step = ({ deals, evaluations, cache, llmFor }: EvaluationArgs) =>
  endpoint({
    ...shared,
    method: "post",
    summary:
      "Takes the next of an evaluation's five steps, if what it needs is given; begins one where none is under way.",
    body: StepInput,
    success: { status: 200, schema: Evaluation },
    problems: [409],
    handle: async ({ userId, params: { id }, body }) => {
      const [deal, before] = await Promise.all([deals.find(id), evaluations.latest(id)]);
      if (deal?.owner_id !== userId) throw noSuchDeal();
      const underWay = before?.status === "completed" ? undefined : before;
      const to = takeStep(underWay ?? BEGINNING, deal, body, new Date().getUTCFullYear());
      // Outside a transaction: the model may take long, and a database connection should not wait for it.
      const result = await summedUp(llmFor(userId), deal, to.result);
      const after = await cache.changing(id, () =>
        underWay
          ? evaluations.advance(underWay, { ...to, result })
          : evaluations.start(id, userId, { ...to, result }),
      );
      if (after === undefined) {
        throw new ProblemError(409, "The evaluation has changed meanwhile; read it and go on.");
      }
      return after;
    },
  });

const latest = ({ evaluations, cache }: EvaluationArgs) =>
  endpoint({
    ...shared,
    method: "get",
    summary: "The newest evaluation of one of the user's own deals.",
    success: { status: 200, schema: Evaluation },
    handle: async ({ userId, params: { id } }) => {
      const found = await cache.read(id, () => evaluations.latest(id));
      if (found?.owner_id !== userId) {
        throw new ProblemError(404, "You have no such deal, or it was never evaluated.");
      }
      return found;
    },
  });
