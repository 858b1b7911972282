import { counter, describeMetrics, gauge, OPEN } from "../../service/metrics/define";

const DATABASE = { datid: OPEN, datname: OPEN } as const;
/** `queryid` is a number that PostgreSQL computes from a statement without its constants. */
const STATEMENT = { user: OPEN, datname: OPEN, queryid: OPEN } as const;

/**
 * The metrics of postgres_exporter 0.17 to 0.20 that we read. Many of its counters do not end in _total because they
 * are named after PostgreSQL's own columns. The label `server` is gone since 0.20, so nothing may read it.
 */
export const postgresExporter = describeMetrics({
  pg_up: gauge("1 if the last scrape could query PostgreSQL, 0 if not.", {}),
  pg_scrape_collector_success: gauge(
    "1 if the last run of a collector succeeded, 0 if it failed.",
    { collector: OPEN },
  ),
  pg_settings_max_connections: gauge("Connections that the server allows.", { server: OPEN }),
  pg_database_size_bytes: gauge("Disk space that a database uses.", { datname: OPEN }),
  pg_locks_count: gauge("Locks held or waited for.", { datname: OPEN, mode: OPEN }),
  pg_stat_activity_count: gauge("Connections by state, database and user.", {
    datname: OPEN,
    server: OPEN,
    state: [
      "active",
      "disabled",
      "fastpath function call",
      "idle",
      "idle in transaction",
      "idle in transaction (aborted)",
    ],
    usename: OPEN,
    application_name: OPEN,
    backend_type: OPEN,
    wait_event: OPEN,
    wait_event_type: OPEN,
  }),
  pg_stat_activity_max_tx_duration: gauge("Age of the oldest open transaction, in seconds.", {
    datname: OPEN,
    server: OPEN,
    state: OPEN,
    usename: OPEN,
    application_name: OPEN,
    backend_type: OPEN,
    wait_event: OPEN,
    wait_event_type: OPEN,
  }),
  pg_stat_database_numbackends: gauge("Connections to a database.", DATABASE),
  pg_stat_database_xact_commit: counter("Transactions committed.", DATABASE),
  pg_stat_database_xact_rollback: counter("Transactions rolled back.", DATABASE),
  pg_stat_database_blks_hit: counter("Blocks found in PostgreSQL's own cache.", DATABASE),
  pg_stat_database_blks_read: counter("Blocks read from the operating system.", DATABASE),
  pg_stat_database_tup_returned: counter("Rows read by scans.", DATABASE),
  pg_stat_database_tup_fetched: counter("Rows fetched by index scans.", DATABASE),
  pg_stat_database_tup_inserted: counter("Rows inserted.", DATABASE),
  pg_stat_database_tup_updated: counter("Rows updated.", DATABASE),
  pg_stat_database_tup_deleted: counter("Rows deleted.", DATABASE),
  pg_stat_database_deadlocks: counter(
    "Deadlocks that PostgreSQL resolved by aborting a transaction.",
    DATABASE,
  ),
  pg_stat_database_temp_bytes: counter("Bytes written to temporary files.", DATABASE),
  pg_stat_statements_calls_total: counter(
    "Executions of a statement, for the 100 statements with the highest total time.",
    STATEMENT,
  ),
  pg_stat_statements_seconds_total: counter("Time spent running a statement.", STATEMENT),
});
