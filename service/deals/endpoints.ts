import type { Evaluation } from "../evaluations/schemas";
import { endpoint, type Endpoint } from "../http/endpoint";
import { ProblemError } from "../http/problem";
import type { Metrics } from "../metrics/metrics";
import type { Cache } from "../redis/cache";
import type { Deals } from "./repository";
import { Deal, DealChange, DealId, DealList, NewDeal, Page } from "./schemas";
import { NEXT_STATUSES } from "./transitions";

interface DealArgs {
  readonly deals: Deals;
  readonly cache: Cache<Deal>;
  /** Also by the deal's id, because they are deleted with the deal. */
  readonly evaluations: Cache<Evaluation>;
  readonly metrics: Metrics;
}

const ALL = "/api/v1/deals";
const ONE = "/api/v1/deals/:id";
const shared = { tag: "deals", signedIn: true } as const;

export function dealEndpoints(args: DealArgs): readonly Endpoint[] {
  return [create(args), list(args), get(args), update(args), remove(args)];
}

const create = ({ deals, metrics }: DealArgs) =>
  endpoint({
    ...shared,
    method: "post",
    path: ALL,
    summary: "Records a deal.",
    body: NewDeal,
    success: { status: 201, schema: Deal },
    handle: async ({ userId, body, res }) => {
      const deal = await deals.create(userId, body);
      metrics.autodealgenie_deals_created_total.inc({ status: deal.status });
      res.location(`${ALL}/${deal.id}`);
      return deal;
    },
  });

const list = ({ deals }: DealArgs) =>
  endpoint({
    ...shared,
    method: "get",
    path: ALL,
    summary: "The user's own deals, newest first.",
    query: Page,
    success: { status: 200, schema: DealList },
    handle: ({ userId, query }) => deals.list(userId, query),
  });

const get = ({ deals, cache }: DealArgs) =>
  endpoint({
    ...shared,
    method: "get",
    path: ONE,
    summary: "One of the user's own deals.",
    params: DealId,
    success: { status: 200, schema: Deal },
    handle: async ({ userId, params: { id } }) => {
      const deal = await cache.read(id, () => deals.find(id));
      if (deal?.owner_id !== userId) throw noSuchDeal();
      return deal;
    },
  });

const update = ({ deals, cache }: DealArgs) =>
  endpoint({
    ...shared,
    method: "put",
    path: ONE,
    summary: "Changes what is given of one of the user's own deals.",
    params: DealId,
    body: DealChange,
    success: { status: 200, schema: Deal },
    problems: [409],
    handle: async ({ userId, params: { id }, body }) => {
      const result = await cache.changing(id, () => deals.update(id, userId, body));
      if (result === undefined) throw noSuchDeal();
      if ("refusedFrom" in result) {
        const { refusedFrom: from } = result;
        const allowed = NEXT_STATUSES[from];
        throw new ProblemError(
          409,
          `A deal that is ${from} cannot become ${body.status ?? from}.`,
          {
            members: { from, allowed },
          },
        );
      }
      return result;
    },
  });

const remove = ({ deals, cache, evaluations }: DealArgs) =>
  endpoint({
    ...shared,
    method: "delete",
    path: ONE,
    summary: "Deletes one of the user's own deals; none that is being negotiated.",
    params: DealId,
    success: { status: 204 },
    problems: [409],
    handle: async ({ userId, params: { id } }) => {
      const result = await cache.changing(id, () =>
        evaluations.changing(id, () => deals.delete(id, userId)),
      );
      if (result === undefined) throw noSuchDeal();
      if (result === "negotiated") {
        throw new ProblemError(409, "The deal is being negotiated; end that first.");
      }
      return undefined;
    },
  });

/** The same answer for another user's deal, so that nobody learns that it exists. */
export const noSuchDeal = () => new ProblemError(404, "You have no such deal.");
