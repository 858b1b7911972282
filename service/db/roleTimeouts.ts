/** The interface of a database transaction. */
interface Queryable {
  query<R extends object>(sql: string, values?: readonly unknown[]): Promise<R[]>;
}

/** What the server enforces itself: a limit for each statement, and one for transactions held open idle. */
export interface Timeouts {
  readonly statementMs: number;
  readonly idleInTransactionMs: number;
}

/** Any number that nothing else in the database uses as a lock. */
const LOCK = 4_207_190_002;

/**
 * Sets the timeouts on our role in this database, for use behind a pooler: it hands one server connection to client
 * after client and does not pass on the settings that they would send at startup. Server connections that already exist
 * go on without the timeouts until the pooler replaces them; the driver gives up on a statement in any case.
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
    // PostgreSQL refuses one of two simultaneous changes to the same role.
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
