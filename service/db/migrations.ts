import type { Queryable } from "./database";

interface Migration {
  readonly version: number;
  readonly sql: string;
}

/**
 * Forward only, and each must leave a schema with which the version before still works: replicas are
 * replaced one after the other. Never edit one that was released; add the next.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE users (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        email text NOT NULL CONSTRAINT users_email_key UNIQUE,
        username text NOT NULL,
        full_name text,
        password_hash text NOT NULL,
        is_active boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX users_username_key ON users (lower(username));`,
  },
  {
    version: 2,
    sql: `
      CREATE TABLE refresh_tokens (
        hash bytea PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        family uuid NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX refresh_tokens_user_id ON refresh_tokens (user_id);
      CREATE INDEX refresh_tokens_family ON refresh_tokens (family);`,
  },
  {
    version: 3,
    sql: `
      CREATE TABLE deals (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
        customer_name text NOT NULL,
        customer_email text NOT NULL,
        vehicle_make text NOT NULL,
        vehicle_model text NOT NULL,
        vehicle_year integer NOT NULL,
        vehicle_mileage integer NOT NULL,
        vehicle_vin text NOT NULL,
        asking_price numeric(10, 2) NOT NULL,
        offer_price numeric(10, 2),
        notes text,
        status text NOT NULL
          CHECK (status IN ('pending', 'in_progress', 'completed', 'cancelled')),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX deals_owner_id_created_at ON deals (owner_id, created_at DESC, id);
      CREATE INDEX deals_status ON deals (status);`,
  },
];

/** A transaction with a bound on each of its statements. */
interface Transactions {
  transaction<T>(work: (tx: Queryable) => Promise<T>, timeoutMs?: number): Promise<T>;
}

// Any number that nothing else in the database locks.
const LOCK = 4_207_190_001;
// Waiting for another replica's migrations, or for an index over a large table.
const TIMEOUT_MS = 300_000;

/**
 * Brings the schema up to date, all or nothing. Safe to run in several processes at once: the others
 * wait for the first and then find nothing to do. A schema newer than this program is left alone.
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
