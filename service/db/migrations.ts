import type { Queryable } from "./database";
import type { Migration } from "./migration";
import { accounts } from "./migrations/accounts";
import { refreshTokens } from "./migrations/refreshTokens";
import { deals } from "./migrations/deals";
import { vehicles } from "./migrations/vehicles";
import { evaluations } from "./migrations/evaluations";
import { negotiations } from "./migrations/negotiations";
import { loans } from "./migrations/loans";
import { messaging } from "./migrations/messaging";

/**
 * Forward only, and each must leave a schema with which the previous version still works, because replicas are replaced
 * one after the other. Never edit a released one; append the next, in its own file.
 */
export const MIGRATIONS: readonly Migration[] = [
  accounts,
  refreshTokens,
  deals,
  vehicles,
  evaluations,
  negotiations,
  loans,
  messaging,
];

/** A transaction with a time limit for each of its statements. */
interface Transactions {
  transaction<T>(work: (tx: Queryable) => Promise<T>, timeoutMs?: number): Promise<T>;
}

// Any number that nothing else in the database uses as a lock.
const LOCK = 4_207_190_001;
// Long enough to wait for another replica's migrations, or for an index over a large table.
const TIMEOUT_MS = 300_000;

/**
 * Brings the schema up to date, all or nothing. Safe to run in several processes at once: the others wait for the first
 * and then find nothing to do. A schema newer than this program is left alone.
 *
 * @returns the versions that were applied
 */
export async function migrate(database: Transactions): Promise<readonly number[]> {
  return database.transaction(async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    await tx.query(`
      CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer PRIMARY KEY,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`);
    const rows = await tx.query<{ version: number }>("SELECT version FROM schema_migrations");
    const done = new Set(rows.map(({ version }) => version));
    const missing = MIGRATIONS.filter(({ version }) => !done.has(version));
    for (const { version, sql } of missing) {
      await tx.query(sql);
      await tx.query("INSERT INTO schema_migrations (version) VALUES ($1)", [version]);
    }
    return missing.map(({ version }) => version);
  }, TIMEOUT_MS);
}
