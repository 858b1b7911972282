import type { Database } from "../db/database";
import type { EventType } from "../messaging/events";
import type { Outbox } from "../messaging/outbox";
import { DEAL_STATUSES, type DealStatus } from "../metrics/labels";
import type { Deal, DealChange, DealList, NewDeal, Page } from "./schemas";
import { statusesBefore } from "./transitions";

/** A change that the deal's current status does not allow. */
export interface Refused {
  readonly refusedFrom: DealStatus;
}

// PostgreSQL's numeric and timestamptz arrive as strings and Dates.
export type DealRow = Omit<Deal, "asking_price" | "offer_price" | "created_at" | "updated_at"> & {
  asking_price: string;
  offer_price: string | null;
  created_at: Date;
  updated_at: Date;
};

/** The columns that users fill in, which are the only ones ever put into a statement by name. */
const FILLED_IN = [
  "customer_name",
  "customer_email",
  "vehicle_make",
  "vehicle_model",
  "vehicle_year",
  "vehicle_mileage",
  "vehicle_vin",
  "asking_price",
  "offer_price",
  "notes",
  "status",
] as const satisfies readonly (keyof NewDeal)[];

export const DEAL_COLUMNS = ["id", "owner_id", ...FILLED_IN, "created_at", "updated_at"].join(", ");
const PLACES = FILLED_IN.map((_column, index) => `$${index + 2}`).join(", ");

const INSERT = `INSERT INTO deals (owner_id, ${FILLED_IN.join(", ")}) VALUES ($1, ${PLACES})
  RETURNING ${DEAL_COLUMNS}`;

// Passed as JSON, so that "set to null" and "left out" differ and the SQL text is one constant.
const UPDATE = `UPDATE deals SET
  ${FILLED_IN.map(
    (column) =>
      `${column} = CASE WHEN $3::jsonb ? '${column}' THEN changed.${column} ELSE deals.${column} END`,
  ).join(", ")}, updated_at = now()
  FROM jsonb_populate_record(NULL::deals, $3::jsonb) AS changed
  WHERE deals.id = $1 AND deals.owner_id = $2 AND deals.status = ANY($4)
  RETURNING ${DEAL_COLUMNS.split(", ")
    .map((column) => `deals.${column}`)
    .join(", ")}`;

/** Deals, visible to and changed by their owner only; for anybody else they do not exist. */
export class Deals {
  /** @param outbox where each change is recorded in the same transaction; undefined if nothing publishes changes */
  constructor(
    private readonly db: Database,
    private readonly outbox?: Outbox,
  ) {}

  async create(ownerId: string, deal: NewDeal): Promise<Deal> {
    const values = FILLED_IN.map((column) => deal[column]);
    const created = await this.#noted("deal.created", INSERT, [ownerId, ...values]);
    if (created === undefined) throw new Error("INSERT INTO deals returned no row");
    return created;
  }

  /** Newest first. */
  async list(ownerId: string, { skip, limit }: Page): Promise<DealList> {
    const rows = await this.db.query<DealRow>(
      `SELECT ${DEAL_COLUMNS} FROM deals WHERE owner_id = $1 ORDER BY created_at DESC, id
       LIMIT $2 OFFSET $3`,
      [ownerId, limit, skip],
    );
    const [counted] = await this.db.query<{ total: number }>(
      "SELECT count(*)::int AS total FROM deals WHERE owner_id = $1",
      [ownerId],
    );
    return { items: rows.map(toDeal), total: counted?.total ?? 0, skip, limit };
  }

  /** A deal of any owner: the caller must check the owner. */
  async find(id: string): Promise<Deal | undefined> {
    const [row] = await this.db.query<DealRow>(`SELECT ${DEAL_COLUMNS} FROM deals WHERE id = $1`, [
      id,
    ]);
    return row && toDeal(row);
  }

  /**
   * Changes a deal if its status allows it, in one statement, so that of two simultaneous changes the second is judged
   * by the result of the first.
   */
  async update(
    id: string,
    ownerId: string,
    change: DealChange,
  ): Promise<Deal | Refused | undefined> {
    const allowedFrom = change.status === undefined ? DEAL_STATUSES : statusesBefore(change.status);
    const values = [id, ownerId, JSON.stringify(change), allowedFrom];
    const changed = await this.#noted("deal.changed", UPDATE, values);
    if (changed !== undefined) return changed;
    const deal = await this.find(id);
    return deal?.owner_id === ownerId ? { refusedFrom: deal.status } : undefined;
  }

  /**
   * Deletes a deal with everything that belongs to it, but not while it is being negotiated, because the duration of a
   * negotiation is measured when it ends.
   *
   * @returns undefined if there is no such deal
   */
  async delete(id: string, ownerId: string): Promise<"deleted" | "negotiated" | undefined> {
    return this.db.transaction(async (tx) => {
      // Starting a negotiation also locks the deal, so none can start after this check.
      const [deal] = await tx.query<DealRow>(
        `SELECT ${DEAL_COLUMNS} FROM deals WHERE id = $1 AND owner_id = $2 FOR UPDATE`,
        [id, ownerId],
      );
      if (deal === undefined) return undefined;
      const [active] = await tx.query(
        "SELECT id FROM negotiation_sessions WHERE deal_id = $1 AND status = 'active'",
        [id],
      );
      if (active !== undefined) return "negotiated";
      await tx.query("DELETE FROM deals WHERE id = $1", [id]);
      await this.outbox?.write(tx, "deal.deleted", toDeal(deal));
      return "deleted";
    });
  }

  /** Runs a statement that returns the changed deal, and writes the change to the outbox. */
  async #noted(
    type: EventType,
    sql: string,
    values: readonly unknown[],
  ): Promise<Deal | undefined> {
    const { outbox } = this;
    if (outbox === undefined) {
      const [row] = await this.db.query<DealRow>(sql, values);
      return row && toDeal(row);
    }
    return this.db.transaction(async (tx) => {
      const [row] = await tx.query<DealRow>(sql, values);
      if (row === undefined) return undefined;
      const deal = toDeal(row);
      await outbox.write(tx, type, deal);
      return deal;
    });
  }

  /** The number of deals in each status, of all users. */
  async countByStatus(): Promise<Readonly<Record<DealStatus, number>>> {
    const rows = await this.db.query<{ status: DealStatus; deals: number }>(
      "SELECT status, count(*)::int AS deals FROM deals GROUP BY status",
    );
    const counts = { pending: 0, in_progress: 0, completed: 0, cancelled: 0 };
    for (const { status, deals } of rows) counts[status] = deals;
    return counts;
  }
}

export function toDeal(row: DealRow): Deal {
  return {
    ...row,
    asking_price: Number(row.asking_price),
    offer_price: row.offer_price === null ? null : Number(row.offer_price),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
