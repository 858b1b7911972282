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

/** The events that wait to be published. */
export interface Backlog {
  readonly events: number;
  /** Age of the oldest event; 0 if there is none. */
  readonly ageSeconds: number;
}

// Any number that nothing else in the database uses as a lock.
const LOCK = 4_207_190_003;
const BATCH = 500;

/**
 * Events of deals, stored beside them until they are published. The numbers of one deal's events ascend in the order in
 * which its changes were committed, because writing one requires the lock on the deal's row.
 */
export class Outbox {
  #written = (): void => undefined;

  /** @param listener called whenever there is a new event; the transaction may still be open then */
  onWritten(listener: () => void): void {
    this.#written = listener;
  }

  /** Call within the transaction that changes the deal, after the change. */
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
   * The oldest events, which stay until `remove`; none while another replica is publishing. Call both in the same
   * transaction: when it ends, even with its process, another replica may go on.
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
