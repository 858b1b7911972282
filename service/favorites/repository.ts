import type { Queryable } from "../db/database";
import type { Page } from "../deals/schemas";
import type { Favorite, FavoriteList, NewFavorite } from "./schemas";

// PostgreSQL's numeric and timestamptz arrive as a string and a Date.
type Row = Omit<Favorite, "price" | "created_at"> & { price: string | null; created_at: Date };

const COLUMNS = "vin, make, model, year, price, note, created_at";

/** The cars that users have marked, separate for each user. */
export class Favorites {
  constructor(private readonly db: Queryable) {}

  /** @returns undefined if the user has already marked this car */
  async add(userId: string, it: NewFavorite): Promise<Favorite | undefined> {
    // Marking a car twice must not count as a failed statement.
    const [row] = await this.db.query<Row>(
      `INSERT INTO favorites (user_id, vin, make, model, year, price, note)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (user_id, vin) DO NOTHING RETURNING ${COLUMNS}`,
      [userId, it.vin, it.make, it.model, it.year, it.price, it.note],
    );
    return row && toFavorite(row);
  }

  /** Newest first. */
  async list(userId: string, { skip, limit }: Page): Promise<FavoriteList> {
    const rows = await this.db.query<Row>(
      `SELECT ${COLUMNS} FROM favorites WHERE user_id = $1 ORDER BY created_at DESC, vin
       LIMIT $2 OFFSET $3`,
      [userId, limit, skip],
    );
    const [counted] = await this.db.query<{ total: number }>(
      "SELECT count(*)::int AS total FROM favorites WHERE user_id = $1",
      [userId],
    );
    return { items: rows.map(toFavorite), total: counted?.total ?? 0, skip, limit };
  }

  async find(userId: string, vin: string): Promise<Favorite | undefined> {
    const [row] = await this.db.query<Row>(
      `SELECT ${COLUMNS} FROM favorites WHERE user_id = $1 AND vin = $2`,
      [userId, vin],
    );
    return row && toFavorite(row);
  }

  /** @returns whether there was such a favourite */
  async remove(userId: string, vin: string): Promise<boolean> {
    const rows = await this.db.query(
      "DELETE FROM favorites WHERE user_id = $1 AND vin = $2 RETURNING vin",
      [userId, vin],
    );
    return rows.length > 0;
  }
}

const toFavorite = (row: Row): Favorite => ({
  ...row,
  price: row.price === null ? null : Number(row.price),
  created_at: row.created_at.toISOString(),
});
