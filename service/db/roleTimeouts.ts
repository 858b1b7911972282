/** As a transaction of the database is one. */
interface Queryable {
  query<R extends object>(sql: string, values?: readonly unknown[]): Promise<R[]>;
}

/** What the server does by itself to a statement that takes too long, and to whoever holds a transaction open. */
export interface Timeouts {
  readonly statementMs: number;
  readonly idleInTransactionMs: number;
}

/** Any number that nothing else in the database locks. */
const LOCK = 4_207_190_002;

/**
 * Has the server bound what our role does in this database. For behind a pooler: it hands a connection of its own to one
 * client after the other, and takes from none of them what these would say at the start. Connections that it has already go
 * on without, until it makes new ones; the driver gives up on a statement all the same.
 */
export async function setRoleTimeouts(
  database: { transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> },
  { statementMs, idleInTransactionMs }: Timeouts,
): Promise<void> {
  const wanted = {
    statement_timeout: `${statementMs}ms`,
    idle_in_transaction_session_timeout: `${idleInTransactionMs}ms`,
  };
  await database.transaction(async (tx) => {
    // Of two that change one role at once PostgreSQL refuses one.
    await tx.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    const [row] = await tx.query<{ name: string; set: readonly string[] }>(
      `SELECT quote_ident(current_database()) AS name,
         coalesce((SELECT setconfig FROM pg_db_role_setting
           WHERE setrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)
             AND setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())), '{}') AS set`,
    );
    for (const [key, value] of Object.entries(wanted)) {
      if (row === undefined || row.set.includes(`${key}=${value}`)) continue;
      await tx.query(`ALTER ROLE CURRENT_USER IN DATABASE ${row.name} SET ${key} = '${value}'`);
    }
  });
}
