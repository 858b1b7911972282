import type { Database, Queryable } from "../db/database";
import { newSecret } from "../webhooks/signature";
import type { CreatedSubscription, NewSubscription, Subscription } from "./schemas";

type Row = Omit<Subscription, "created_at"> & { created_at: Date };

/** What is needed to notify a subscriber. */
export interface Receiver {
  readonly url: string;
  readonly secret: string;
}

const COLUMNS = "id, url, created_at";
/** The most subscriptions of one user; each change is sent to every one of them. */
export const MOST_SUBSCRIPTIONS = 10;

/** The subscriptions of users to changes of their deals. */
export class Subscriptions {
  constructor(private readonly db: Database) {}

  /** @returns "there" if the user has it already, "too many" if the user has the most allowed */
  async add(
    ownerId: string,
    { url }: NewSubscription,
  ): Promise<CreatedSubscription | "there" | "too many"> {
    const secret = newSecret();
    return this.db.transaction(async (tx) => {
      // Locks the user, so that the second of two simultaneous calls counts the first one, too.
      await tx.query("SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE", [ownerId]);
      const there = await this.#of(tx, ownerId);
      if (there.some((one) => one.url === url)) return "there";
      if (there.length >= MOST_SUBSCRIPTIONS) return "too many";
      const [row] = await tx.query<Row>(
        `INSERT INTO subscriptions (owner_id, url, secret) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
        [ownerId, url, secret],
      );
      if (row === undefined) throw new Error("INSERT INTO subscriptions returned no row");
      return { ...toSubscription(row), secret };
    });
  }

  /** Oldest first. */
  async list(ownerId: string): Promise<Subscription[]> {
    return (await this.#of(this.db, ownerId)).map(toSubscription);
  }

  /** @returns whether there was such a subscription */
  async remove(ownerId: string, id: string): Promise<boolean> {
    const rows = await this.db.query(
      "DELETE FROM subscriptions WHERE id = $1 AND owner_id = $2 RETURNING id",
      [id, ownerId],
    );
    return rows.length > 0;
  }

  /** Of any user; undefined once it is removed. */
  async receiver(id: string): Promise<Receiver | undefined> {
    const [row] = await this.db.query<Receiver & { id: string }>(
      "SELECT url, secret FROM subscriptions WHERE id = $1",
      [id],
    );
    return row;
  }

  async idsOf(ownerId: string): Promise<readonly string[]> {
    const rows = await this.#of(this.db, ownerId);
    return rows.map(({ id }) => id);
  }

  #of(db: Queryable, ownerId: string): Promise<Row[]> {
    return db.query<Row>(
      `SELECT ${COLUMNS} FROM subscriptions WHERE owner_id = $1 ORDER BY created_at, id`,
      [ownerId],
    );
  }
}

const toSubscription = (row: Row): Subscription => ({
  ...row,
  created_at: row.created_at.toISOString(),
});
