import { postgresExporter as m } from "./exporters/postgresExporter";
import { DATABASE, EXPORTER_ROLE } from "./postgresNames";
import { by, promql } from "./promql/promql";
import { not, where } from "./promql/selector";
import type { Plain } from "./promql/selector";
import { Signal } from "./promql/signal";
import { milliseconds, percent, seconds } from "./promql/units";

const JOB = "postgres-exporter";
const OURS = { job: JOB, datname: DATABASE } as const;
/** Without the exporter's own statements, which are fast and frequent and serve no user. */
const STATEMENTS = { ...OURS, user: not(EXPORTER_ROLE) } as const;

export const RAISED_CONNECTIONS = percent(70);
/** Below this, PostgreSQL reads much from disk that its cache should hold. */
export const POOR_BLOCK_HITS = percent(90);

/** Statements that take less than this are not worth a line. */
const UNREMARKABLE = milliseconds(10);

/**
 * First the maximum for each database, then the sum of all: if there are two exporters, as after a stuck rollout, both
 * count the same connections.
 */
const byDatabase = promql`
  max by (${by("datname")}) (${where(m.pg_stat_database_numbackends, { job: JOB })})`;

export const connections = new Signal({
  title: "Connections",
  description: "Connections to PostgreSQL, over all databases, including idle ones.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${byDatabase})`,
});

export const maxConnections = new Signal({
  title: "Connections allowed",
  description: "The server's max_connections.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(m.pg_settings_max_connections, { job: JOB })})`,
});

export const connectionRatio = new Signal({
  title: "Connections used",
  description:
    "Connections to PostgreSQL, over all databases, as a share of the server's max_connections.",
  unit: "ratio",
  // Connections are counted for each database, but the setting belongs to the server and has other labels: both sides
  // lose all labels before the division.
  query: () => promql`
    sum by (${by()}) (${byDatabase})
      / max by (${by()}) (${where(m.pg_settings_max_connections, { job: JOB })})`,
});

export const connectionsByState = new Signal({
  title: "Connections by state",
  description:
    "Connections to the application's database, by state. One that is idle in transaction holds locks while it does nothing.",
  unit: "count",
  query: () => promql`sum by (${by("state")}) (${where(m.pg_stat_activity_count, OURS)}) > 0`,
});

/** A transaction this old keeps dead rows from being removed; one that is half an hour old has been forgotten. */
export const RAISED_TRANSACTION_AGE = seconds(300);
export const HIGH_TRANSACTION_AGE = seconds(1800);

export const oldestTransaction = new Signal({
  title: "Oldest transaction",
  description:
    "Age of the oldest open transaction, which holds locks and keeps VACUUM from removing old rows.",
  unit: "seconds",
  query: () => promql`max by (${by()}) (${where(m.pg_stat_activity_max_tx_duration, OURS)})`,
});

export const commits = eachSecond({
  title: "Commits",
  description: "Transactions committed per second, including reads.",
  counter: m.pg_stat_database_xact_commit,
});

export const rollbacks = eachSecond({
  title: "Rollbacks",
  description: "Transactions rolled back per second.",
  counter: m.pg_stat_database_xact_rollback,
});

/** Rows per second, by operation. */
export const rows = {
  inserted: eachSecond({
    title: "Rows inserted",
    description: "Rows inserted each second.",
    counter: m.pg_stat_database_tup_inserted,
  }),
  updated: eachSecond({
    title: "Rows updated",
    description: "Rows updated each second.",
    counter: m.pg_stat_database_tup_updated,
  }),
  deleted: eachSecond({
    title: "Rows deleted",
    description: "Rows deleted each second.",
    counter: m.pg_stat_database_tup_deleted,
  }),
  fetched: eachSecond({
    title: "Rows fetched by index",
    description: "Rows that index scans fetched each second.",
    counter: m.pg_stat_database_tup_fetched,
  }),
  scanned: eachSecond({
    title: "Rows scanned",
    description: "Rows that scans went through each second, needed or not.",
    counter: m.pg_stat_database_tup_returned,
  }),
};

export const deadlocks = eachSecond({
  title: "Deadlocks",
  description: "Deadlocks per second, each of which PostgreSQL resolved by aborting a transaction.",
  counter: m.pg_stat_database_deadlocks,
});

export const temporaryBytes = new Signal({
  title: "Temporary files",
  description:
    "Bytes per second written to temporary files, by sorts and joins that do not fit in memory.",
  unit: "bytesPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(m.pg_stat_database_temp_bytes, OURS)}[${w}]))`,
});

export const blockHitRatio = new Signal({
  title: "Blocks found in memory",
  description: "Share of the requested blocks that PostgreSQL found in its own cache.",
  unit: "ratio",
  query: (w) => {
    const hits = promql`sum by (${by()}) (rate(${where(m.pg_stat_database_blks_hit, OURS)}[${w}]))`;
    const reads = promql`sum by (${by()}) (rate(${where(m.pg_stat_database_blks_read, OURS)}[${w}]))`;
    return promql`${hits} / (${hits} + ${reads})`;
  },
  idle: "empty",
});

export const databaseSize = new Signal({
  title: "Database size",
  description: "Disk space of each database except the templates, including indexes.",
  unit: "bytes",
  query: () => promql`
    max by (${by("datname")}) (
      ${where(m.pg_database_size_bytes, { job: JOB, datname: not("template0", "template1") })})`,
});

export const locks = new Signal({
  title: "Locks by mode",
  description: "Locks held or waited for in the application's database.",
  unit: "count",
  query: () => promql`sum by (${by("mode")}) (${where(m.pg_locks_count, OURS)}) > 0`,
});

export const statementRate = new Signal({
  title: "Statements",
  description: "Executions per second of the statements with the highest total time.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(m.pg_stat_statements_calls_total, STATEMENTS)}[${w}]))`,
});

export const meanStatementTime = new Signal({
  title: "Mean statement time",
  description:
    "Average duration of the statements in the application's database, without the exporter's own, including waits for locks.",
  unit: "seconds",
  query: (w) => promql`
    sum by (${by()}) (increase(${where(m.pg_stat_statements_seconds_total, STATEMENTS)}[${w}]))
      / sum by (${by()}) (increase(${where(m.pg_stat_statements_calls_total, STATEMENTS)}[${w}]))`,
  idle: "empty",
});

/**
 * A statement that runs this often within ten minutes is one that somebody waits for again and again. Dumps, reports
 * and other nightly jobs are a few long statements.
 */
const FEWEST_RUNS = 8;

export const slowestStatement = new Signal({
  title: "Slowest statement",
  description: `Time that the slowest statement took on average, of those in the application's database that were run at least ${FEWEST_RUNS} times within the window, but for the exporter's own; waits for locks included.`,
  unit: "seconds",
  query: (w) => {
    const spent = promql`sum by (${by("queryid")}) (increase(${where(m.pg_stat_statements_seconds_total, STATEMENTS)}[${w}]))`;
    const runs = promql`sum by (${by("queryid")}) (increase(${where(m.pg_stat_statements_calls_total, STATEMENTS)}[${w}]))`;
    const each = promql`${spent} / (${runs} >= ${FEWEST_RUNS})`;
    return promql`max by (${by()}) (${each})`;
  },
  idle: "empty",
});

export const slowStatements = new Signal({
  title: "Slow statements",
  description:
    "Mean duration of each statement that takes more than 10 ms on average, by its pg_stat_statements query id.",
  unit: "seconds",
  query: (w) => promql`
    sum by (${by("queryid")}) (increase(${where(m.pg_stat_statements_seconds_total, STATEMENTS)}[${w}]))
      / sum by (${by("queryid")}) (increase(${where(m.pg_stat_statements_calls_total, STATEMENTS)}[${w}]))
      > ${UNREMARKABLE.value}`,
});

function eachSecond({
  title,
  description,
  counter,
}: {
  readonly title: string;
  readonly description: string;
  readonly counter: Plain<{ readonly datid: null; readonly datname: null }>;
}) {
  return new Signal({
    title,
    description,
    unit: "operationsPerSecond",
    query: (w) => promql`sum by (${by()}) (rate(${where(counter, OURS)}[${w}]))`,
  });
}
