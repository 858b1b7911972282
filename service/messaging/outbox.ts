import type { Queryable } from "../db/database";
import type { Deal } from "../deals/schemas";
import { published, type DealEvent, type EventType } from "./events";

interface Row {
  readonly id: string;
  readonly event_id: string;
  readonly type: EventType;
  readonly deal_id: string;
  readonly owner_id: string;
  readonly deal: Record<string, unknown>;
  readonly created_at: Date;
}

export interface Backlog {
  readonly events: number;
  /** Of the oldest; 0 where there is none. */
  readonly ageSeconds: number;
}

// Any number that nothing else in the database locks.
const LOCK = 4_207_190_003;
const BATCH = 500;

/**
 * What became of deals, kept beside them until it is published. Numbers of one deal's events ascend in the order in which its
 * changes were committed: whoever writes one holds the deal's row.
 */
export class Outbox {
  #written = (): void => undefined;

  /** @param listener is told whenever there is something new; the transaction may still be open then */
  onWritten(listener: () => void): void {
    this.#written = listener;
  }

  /** Within the transaction that changes the deal, after the change. */
  async write(tx: Queryable, type: EventType, deal: Deal): Promise<void> {
    await tx.query("INSERT INTO outbox (type, deal_id, owner_id, deal) VALUES ($1, $2, $3, $4)", [
      type,
      deal.id,
      deal.owner_id,
      JSON.stringify(published(deal)),
    ]);
    this.#written();
  }

  /**
   * The oldest events, which stay until `remove`; none while another replica publishes. Within the one transaction in which
   * they are removed again: it ends, and another replica may go on, with the process that began it.
   */
  async take(tx: Queryable): Promise<readonly DealEvent[]> {
    const [row] = await tx.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_xact_lock($1) AS mine",
      [LOCK],
    );
    if (!row?.mine) return [];
    const rows = await tx.query<Row>(
      `SELECT id, event_id, type, deal_id, owner_id, deal, created_at FROM outbox ORDER BY id LIMIT ${BATCH}`,
    );
    return rows.map(toEvent);
  }

  async remove(tx: Queryable, events: readonly DealEvent[]): Promise<void> {
    await tx.query("DELETE FROM outbox WHERE id = ANY($1::bigint[])", [
      events.map(({ sequence }) => sequence),
    ]);
  }

  async backlog(db: Queryable): Promise<Backlog> {
    const [row] = await db.query<{ events: number; age: number }>(
      `SELECT count(*)::int AS events,
         coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS age FROM outbox`,
    );
    return { events: row?.events ?? 0, ageSeconds: row?.age ?? 0 };
  }
}

const toEvent = ({ id, event_id, created_at, ...rest }: Row): DealEvent => ({
  ...rest,
  id: event_id,
  // A bigint arrives as a string; as a number it is exact for the first nine thousand billion events.
  sequence: Number(id),
  occurred_at: created_at.toISOString(),
});
