import { adviceOn, firstSuggestion, nextSuggestion, type Advice } from "./rules";
import type { NewNegotiation, NextStep, Session, Status } from "./schemas";

/** The result of a step for a session, and what is said; the model may still replace the words. */
export interface Move {
  readonly status: Status;
  readonly current_round: number;
  readonly suggested_price: number;
  /** The user's words. */
  readonly user: string;
  /** The agent's words, unless the model finds better ones. */
  readonly agent: string;
  readonly advice: Advice;
  /** Whether the model should be asked for better words, because something is left to say. */
  readonly open: boolean;
}

/** In dollars, formatted for people. */
const dollars = (price: number): string =>
  `$${price.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** The first move of a negotiation. */
export function opening(
  { user_target_price: target_price }: Pick<NewNegotiation, "user_target_price">,
  asking_price: number,
): Move {
  const suggested_price = firstSuggestion(target_price, asking_price);
  const advice = adviceOn({ asking_price, target_price, suggested_price, round: 1 });
  return {
    status: "active",
    current_round: 1,
    suggested_price,
    user: `I would like to pay ${dollars(target_price)}.`,
    agent: `The dealer asks for ${dollars(asking_price)}. Begin with ${dollars(suggested_price)}, which leaves room to meet.`,
    advice,
    open: true,
  };
}

/** The result of a user's step in an active session. */
export function moveOf(session: Session, step: NextStep): Move {
  switch (step.action) {
    case "confirm":
      return staying(session, "completed", {
        user: `I agree to ${dollars(session.suggested_price)}.`,
        agent: `Agreed: ${dollars(session.suggested_price)}. The deal is done.`,
      });
    case "reject":
      return staying(session, "cancelled", {
        user: "I do not want to go on.",
        agent: "The negotiation is over. The deal stays as it was; you may begin again.",
      });
    case "counter":
      return isLastRound(session) ? wornOut(session, step.offer) : countered(session, step.offer);
  }
}

/** Whether no counter-offer is left. */
export const isLastRound = ({ current_round, max_rounds }: Session): boolean =>
  current_round >= max_rounds;

function countered(session: Session, offer: number): Move {
  const { asking_price, target_price } = session;
  const current_round = session.current_round + 1;
  const suggested_price = nextSuggestion(offer, asking_price);
  return {
    status: "active",
    current_round,
    suggested_price,
    user: `I offer ${dollars(offer)}.`,
    agent: `Round ${current_round} of ${session.max_rounds}: offer ${dollars(suggested_price)} now.`,
    advice: adviceOn({ asking_price, target_price, suggested_price, round: current_round }),
    open: true,
  };
}

const wornOut = (session: Session, offer: number): Move =>
  staying(session, "completed", {
    user: `I offer ${dollars(offer)}.`,
    agent: `All ${session.max_rounds} rounds are used up: the negotiation ends without an agreement.`,
  });

/** A chat message, which changes nothing else. */
export const chat = (session: Session, content: string): Move => ({
  ...staying(session, "active", {
    user: content,
    agent: `My suggestion stands at ${dollars(session.suggested_price)}. Confirm it, reject it, or make an offer of your own.`,
  }),
  open: true,
});

function staying(
  { asking_price, target_price, suggested_price, current_round }: Session,
  status: Status,
  said: Pick<Move, "user" | "agent">,
): Move {
  const advice = adviceOn({ asking_price, target_price, suggested_price, round: current_round });
  return { status, current_round, suggested_price, ...said, advice, open: false };
}
