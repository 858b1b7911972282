import type { Database, Queryable } from "../db/database";
import { DEAL_COLUMNS, toDeal, type DealRow } from "../deals/repository";
import type { Outbox } from "../messaging/outbox";
import type { DealStatus } from "../metrics/labels";
import type { Move } from "./moves";
import { MAX_ROUNDS } from "./rules";
import type { Message, Negotiation, NewNegotiation, Session } from "./schemas";
import type { Words } from "./words";

// PostgreSQL's numeric and timestamptz arrive as strings and Dates.
type Row = Omit<
  Session,
  "asking_price" | "target_price" | "suggested_price" | "created_at" | "updated_at" | "ended_at"
> & {
  asking_price: string;
  target_price: string;
  suggested_price: string;
  messages: number;
  created_at: Date;
  updated_at: Date;
  ended_at: Date | null;
};
type MessageRow = Omit<Message, "created_at"> & { created_at: Date };

const ALL = `id, owner_id, deal_id, status, asking_price, target_price, suggested_price, strategy,
  current_round, max_rounds, messages, created_at, updated_at, ended_at`;
const OF_MESSAGE = "role, content, round_number, details, created_at";

/** A session and the number of its messages: a step is only valid if both are still current. */
export interface Seen {
  readonly session: Session;
  readonly messages: number;
}

/** Why a step was not taken; nothing was changed in that case. */
export type Obstacle =
  | { readonly obstacle: "no_deal" | "already_negotiated" | "changed" }
  | { readonly obstacle: "deal_status"; readonly dealStatus: DealStatus };

/**
 * Negotiations, visible to and led by their owner only. Code that needs both a deal and a session locks them in this
 * order, as deleting a deal does.
 */
export class Negotiations {
  /** @param outbox where changes of deals are recorded; undefined if nothing publishes them */
  constructor(
    private readonly db: Database,
    private readonly outbox?: Outbox,
  ) {}

  async find(id: string, ownerId: string): Promise<Seen | undefined> {
    const [row] = await this.db.query<Row>(
      `SELECT ${ALL} FROM negotiation_sessions WHERE id = $1 AND owner_id = $2`,
      [id, ownerId],
    );
    return row && { session: toSession(row), messages: row.messages };
  }

  /** The last `most` messages, oldest first. */
  async messages(id: string, most: number): Promise<Message[]> {
    const rows = await this.db.query<MessageRow>(
      `SELECT ${OF_MESSAGE} FROM negotiation_messages WHERE session_id = $1
       ORDER BY number DESC LIMIT $2`,
      [id, most],
    );
    return rows.map(toMessage).reverse();
  }

  /** The number of active negotiations, of all users. */
  async countActive(): Promise<number> {
    const [row] = await this.db.query<{ active: number }>(
      "SELECT count(*)::int AS active FROM negotiation_sessions WHERE status = 'active'",
    );
    return row?.active ?? 0;
  }

  async isNegotiated(dealId: string): Promise<boolean> {
    const rows = await this.db.query(
      "SELECT id FROM negotiation_sessions WHERE deal_id = $1 AND status = 'active'",
      [dealId],
    );
    return rows.length > 0;
  }

  /** Starts a negotiation for an open deal, which becomes `in_progress`. */
  async begin(
    ownerId: string,
    { deal_id, user_target_price, strategy }: NewNegotiation,
    asking_price: number,
    move: Move,
    words: Words,
  ): Promise<Negotiation | Obstacle> {
    return this.db.transaction(async (tx) => {
      const dealStatus = await lockDeal(tx, deal_id, ownerId);
      if (dealStatus === undefined) return { obstacle: "no_deal" };
      if (dealStatus === "completed" || dealStatus === "cancelled") {
        return { obstacle: "deal_status", dealStatus };
      }
      const [row] = await tx.query<Row>(
        `INSERT INTO negotiation_sessions (owner_id, deal_id, asking_price, target_price,
           suggested_price, strategy, max_rounds, messages)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 2)
         ON CONFLICT (deal_id) WHERE status = 'active' DO NOTHING RETURNING ${ALL}`,
        [
          ownerId,
          deal_id,
          asking_price,
          user_target_price,
          move.suggested_price,
          strategy,
          MAX_ROUNDS,
        ],
      );
      if (row === undefined) return { obstacle: "already_negotiated" };
      const begun = await tx.query<DealRow>(
        `UPDATE deals SET status = 'in_progress', updated_at = now()
         WHERE id = $1 AND status = 'pending' RETURNING ${DEAL_COLUMNS}`,
        [deal_id],
      );
      await this.#note(tx, begun);
      return { ...toSession(row), messages: await say(tx, row.id, 0, move, words) };
    });
  }

  /** Takes a step in an active session, if it is still as it was seen. */
  async step(
    { session, messages }: Seen,
    move: Move,
    words: Words,
    agreed: boolean,
  ): Promise<Negotiation | Obstacle> {
    return this.db.transaction(async (tx) => {
      if (agreed) {
        const dealStatus = await lockDeal(tx, session.deal_id, session.owner_id);
        if (dealStatus === undefined) return { obstacle: "no_deal" };
        if (dealStatus !== "in_progress") return { obstacle: "deal_status", dealStatus };
      }
      const [row] = await tx.query<Row>(
        `UPDATE negotiation_sessions SET status = $3, current_round = $4, suggested_price = $5,
           messages = messages + 2, updated_at = now(),
           ended_at = CASE WHEN $3 = 'active' THEN NULL ELSE now() END
         WHERE id = $1 AND messages = $2 AND status = 'active' RETURNING ${ALL}`,
        [session.id, messages, move.status, move.current_round, move.suggested_price],
      );
      if (row === undefined) return { obstacle: "changed" };
      if (agreed) {
        const completed = await tx.query<DealRow>(
          `UPDATE deals SET status = 'completed', offer_price = $2, updated_at = now()
           WHERE id = $1 RETURNING ${DEAL_COLUMNS}`,
          [session.deal_id, move.suggested_price],
        );
        await this.#note(tx, completed);
      }
      return { ...toSession(row), messages: await say(tx, row.id, messages, move, words) };
    });
  }

  async #note(tx: Queryable, changed: readonly DealRow[]): Promise<void> {
    for (const row of changed) await this.outbox?.write(tx, "deal.changed", toDeal(row));
  }
}

async function lockDeal(
  tx: Queryable,
  dealId: string,
  ownerId: string,
): Promise<DealStatus | undefined> {
  const [deal] = await tx.query<{ status: DealStatus }>(
    "SELECT status FROM deals WHERE id = $1 AND owner_id = $2 FOR NO KEY UPDATE",
    [dealId, ownerId],
  );
  return deal?.status;
}

/** Adds the messages of both sides after the first `before` ones. */
async function say(
  tx: Queryable,
  sessionId: string,
  before: number,
  { user, advice, current_round }: Move,
  { content, llmUsed }: Words,
): Promise<Message[]> {
  const rows = await tx.query<MessageRow>(
    `INSERT INTO negotiation_messages (session_id, number, role, content, round_number, details)
     VALUES ($1, $2, 'user', $3, $4, NULL), ($1, $5, 'agent', $6, $4, $7)
     RETURNING ${OF_MESSAGE}`,
    [
      sessionId,
      before + 1,
      user,
      current_round,
      before + 2,
      content,
      JSON.stringify({ llmUsed, ...advice }),
    ],
  );
  return rows.map(toMessage);
}

function toSession(row: Row): Session {
  return {
    id: row.id,
    owner_id: row.owner_id,
    deal_id: row.deal_id,
    status: row.status,
    strategy: row.strategy,
    current_round: row.current_round,
    max_rounds: row.max_rounds,
    asking_price: Number(row.asking_price),
    target_price: Number(row.target_price),
    suggested_price: Number(row.suggested_price),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
  };
}

const toMessage = (row: MessageRow): Message => ({
  ...row,
  created_at: row.created_at.toISOString(),
});
