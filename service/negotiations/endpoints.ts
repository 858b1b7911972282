import { noSuchDeal } from "../deals/endpoints";
import type { Deals } from "../deals/repository";
import type { Deal } from "../deals/schemas";
import { endpoint, type Endpoint } from "../http/endpoint";
import { ProblemError } from "../http/problem";
import type { Llm } from "../llm/llm";
import type { Metrics } from "../metrics/metrics";
import type { Cache } from "../redis/cache";
import { chat, isLastRound, moveOf, opening, type Move } from "./moves";
import type { Negotiations, Obstacle, Seen } from "./repository";
import {
  Negotiation,
  NegotiationId,
  NewMessage,
  NewNegotiation,
  NextStep,
  type Session,
} from "./schemas";
import { wordsFor } from "./words";

interface NegotiationArgs {
  readonly negotiations: Negotiations;
  readonly deals: Deals;
  /** Deals change when a negotiation begins and when it ends in an agreement. */
  readonly dealCache: Cache<Deal>;
  /** Returns the language model to use for a user. */
  readonly llmFor: (userId: string) => Llm;
  readonly metrics: Metrics;
}

const ALL = "/api/v1/negotiations";
const ONE = `${ALL}/:id` as const;
const shared = { tag: "negotiations", signedIn: true } as const;

// Enough for ten rounds and a long chat; each message may cost a question to the model.
const MOST_MESSAGES = 200;
// How many earlier messages the model is shown.
const REMEMBERED = 10;

export function negotiationEndpoints(args: NegotiationArgs): readonly Endpoint[] {
  return [begin(args), get(args), next(args), say(args)];
}

const begin = ({ negotiations, deals, dealCache, llmFor, metrics }: NegotiationArgs) =>
  endpoint({
    ...shared,
    method: "post",
    path: ALL,
    summary: "Begins to negotiate one of the user's own deals, which is in progress from then on.",
    body: NewNegotiation,
    success: { status: 201, schema: Negotiation },
    problems: [404, 409],
    handle: async ({ userId, body, res }) => {
      const deal = await deals.find(body.deal_id);
      if (deal?.owner_id !== userId) throw noSuchDeal();
      // Checked again in the transaction; here, so that no model answer is paid for in vain.
      if (deal.status === "completed" || deal.status === "cancelled") {
        throw refusal({ obstacle: "deal_status", dealStatus: deal.status });
      }
      if (await negotiations.isNegotiated(deal.id)) {
        throw refusal({ obstacle: "already_negotiated" });
      }
      const move = opening(body, deal.asking_price);
      const words = await wordsFor(llmFor(userId), deal, body.strategy, [], move);
      const begun = await dealCache.changing(deal.id, () =>
        negotiations.begin(userId, body, deal.asking_price, move, words),
      );
      if ("obstacle" in begun) throw refusal(begun);
      metrics.autodealgenie_negotiation_sessions_total.inc();
      count(metrics, begun);
      res.location(`${ALL}/${begun.id}`);
      return begun;
    },
  });

const get = ({ negotiations }: NegotiationArgs) =>
  endpoint({
    ...shared,
    method: "get",
    path: ONE,
    summary: "One of the user's own negotiations, with all that was said in it.",
    params: NegotiationId,
    success: { status: 200, schema: Negotiation },
    handle: async ({ userId, params: { id } }) => {
      const { session } = await ownOf(negotiations, id, userId);
      return { ...session, messages: await negotiations.messages(id, MOST_MESSAGES) };
    },
  });

const next = (args: NegotiationArgs) =>
  endpoint({
    ...shared,
    method: "post",
    path: `${ONE}/next`,
    summary:
      "Confirms the price that is suggested, which completes the deal; rejects it, which ends the negotiation; or " +
      "counters it with an offer. A counter-offer after the last round ends the negotiation with 409.",
    params: NegotiationId,
    body: NextStep,
    success: { status: 200, schema: Negotiation },
    problems: [409],
    handle: async ({ userId, params: { id }, body }) => {
      const seen = await ownOf(args.negotiations, id, userId);
      mustBeActive(seen.session);
      const agreed = body.action === "confirm";
      const outOfRounds = body.action === "counter" && isLastRound(seen.session);
      const after = await take(args, seen, moveOf(seen.session, body), agreed);
      if (outOfRounds) throw over(after, `All ${after.max_rounds} rounds are used up. `);
      return after;
    },
  });

const say = (args: NegotiationArgs) =>
  endpoint({
    ...shared,
    method: "post",
    path: `${ONE}/messages`,
    summary: "Says something to the agent of an active negotiation, which changes nothing else.",
    params: NegotiationId,
    body: NewMessage,
    success: { status: 200, schema: Negotiation },
    problems: [409],
    handle: async ({ userId, params: { id }, body: { content } }) => {
      const seen = await ownOf(args.negotiations, id, userId);
      mustBeActive(seen.session);
      // Leaves room for the remaining rounds and for the end.
      const { max_rounds, current_round } = seen.session;
      if (seen.messages + 2 * (max_rounds - current_round + 2) > MOST_MESSAGES) {
        throw new ProblemError(409, "Enough was said: confirm, reject, or make an offer.");
      }
      return take(args, seen, chat(seen.session, content), false);
    },
  });

/** Gets the words outside a transaction, because that may take long, and then takes the step. */
async function take(
  { negotiations, deals, dealCache, llmFor, metrics }: NegotiationArgs,
  seen: Seen,
  move: Move,
  agreed: boolean,
): Promise<Negotiation> {
  const { session } = seen;
  const [deal, before] = await Promise.all([
    deals.find(session.deal_id),
    negotiations.messages(session.id, REMEMBERED),
  ]);
  if (deal === undefined) throw noSuchNegotiation();
  const words = await wordsFor(llmFor(deal.owner_id), deal, session.strategy, before, move);
  const step = () => negotiations.step(seen, move, words, agreed);
  const after = agreed ? await dealCache.changing(deal.id, step) : await step();
  if ("obstacle" in after) throw refusal(after);
  count(metrics, after);
  return after;
}

/** Counts what a step added, once it is committed. */
function count(metrics: Metrics, { messages, created_at, ended_at }: Negotiation): void {
  for (const { role } of messages) metrics.autodealgenie_negotiation_messages_total.inc({ role });
  if (ended_at === null) return;
  const seconds = (Date.parse(ended_at) - Date.parse(created_at)) / 1000;
  metrics.autodealgenie_negotiation_duration_seconds.observe(seconds);
}

async function ownOf(negotiations: Negotiations, id: string, userId: string): Promise<Seen> {
  const seen = await negotiations.find(id, userId);
  if (seen === undefined) throw noSuchNegotiation();
  return seen;
}

function mustBeActive(session: Session): void {
  if (session.status !== "active") throw over(session);
}

function over({ status, current_round, max_rounds }: Session, why = ""): ProblemError {
  return new ProblemError(409, `${why}The negotiation is ${status}; you may begin another one.`, {
    members: { negotiation_status: status, current_round, max_rounds },
  });
}

function refusal(it: Obstacle): ProblemError {
  switch (it.obstacle) {
    case "no_deal":
      return noSuchDeal();
    case "already_negotiated":
      return new ProblemError(409, "The deal is being negotiated already; end that first.");
    case "changed":
      return new ProblemError(409, "The negotiation has changed meanwhile; read it and go on.");
    case "deal_status":
      return new ProblemError(409, `The deal is ${it.dealStatus}: there is nothing to agree on.`, {
        members: { deal_status: it.dealStatus },
      });
  }
}

/** The same answer for another user's negotiation, so that nobody learns that it exists. */
const noSuchNegotiation = () => new ProblemError(404, "You have no such negotiation.");
