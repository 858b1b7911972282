import type { Queryable } from "../db/database";
import type { Criteria } from "./criteria";
import type { Vehicle } from "./schemas";

// PostgreSQL's numeric arrives as a string.
type Row = Omit<Vehicle, "price" | "source"> & { price: string };

const COLUMNS = `vin, make, model, trim, year, body_type, price, mileage,
  dealer_name, dealer_city, dealer_state`;

// One text for all criteria, so that pg_stat_statements also sees one statement.
const MATCHING = `FROM vehicles
  WHERE ($1::text[] = '{}' OR lower(make) = ANY($1))
    AND ($2::text IS NULL OR lower(model) = $2)
    AND ($3::text[] = '{}' OR lower(body_type) = ANY($3))
    AND year BETWEEN coalesce($4, 0) AND coalesce($5, 9999)
    AND price BETWEEN coalesce($6::numeric, 0) AND coalesce($7::numeric, 99999999)
    AND mileage <= coalesce($8, 99999999)`;

const PAGE: Readonly<Record<Criteria["first"], string>> = {
  cheapest: `SELECT ${COLUMNS} ${MATCHING} ORDER BY price, vin LIMIT $9`,
  newest: `SELECT ${COLUMNS} ${MATCHING} ORDER BY year DESC, vin LIMIT $9`,
};
const COUNT = `SELECT count(*)::int AS total ${MATCHING}`;

/** The cars that we sell ourselves. */
export class Catalogue {
  constructor(private readonly db: Queryable) {}

  /** @returns as many as the criteria's limit allows, and the total number */
  async search(it: Criteria): Promise<{ vehicles: Vehicle[]; total: number }> {
    const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());
    const values = [
      lower(it.makes),
      it.model?.toLowerCase() ?? null,
      lower(it.bodyTypes),
      it.yearMin ?? null,
      it.yearMax ?? null,
      it.priceMin ?? null,
      it.priceMax ?? null,
      it.mileageMax ?? null,
    ];
    const rows = await this.db.query<Row>(PAGE[it.first], [...values, it.limit]);
    // A page that is not full contains all matches.
    if (rows.length < it.limit) return { vehicles: rows.map(toVehicle), total: rows.length };
    const [counted] = await this.db.query<{ total: number }>(COUNT, values);
    return { vehicles: rows.map(toVehicle), total: counted?.total ?? rows.length };
  }

  /** The cars with these VINs that we have, in any order. */
  async find(vins: readonly string[]): Promise<Vehicle[]> {
    const sql = `SELECT ${COLUMNS} FROM vehicles WHERE vin = ANY($1)`;
    return (await this.db.query<Row>(sql, [vins])).map(toVehicle);
  }
}

const toVehicle = (row: Row): Vehicle => ({
  ...row,
  price: Number(row.price),
  source: "catalogue",
});
