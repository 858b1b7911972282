import {
  blockHitRatio,
  connectionsByState,
  databaseSize,
  deadlocks,
  HIGH_TRANSACTION_AGE,
  locks,
  meanStatementTime,
  oldestTransaction,
  POOR_BLOCK_HITS,
  RAISED_TRANSACTION_AGE,
  slowStatements,
  statementRate,
  temporaryBytes,
} from "../../signals/postgres";
import type { DashboardContext } from "../context";
import { bars, lines, trace } from "../grafana";

const NO_POSTGRES = "postgres-exporter does not report PostgreSQL";

/** What PostgreSQL reports about itself. */
export function postgresPanels({ policies }: DashboardContext) {
  return {
    meanStatementTime: lines({
      title: "Mean Statement Time",
      description: meanStatementTime.description,
      empty: "No statements",
      traces: [trace(meanStatementTime, () => "mean")],
      levels: { high: policies.SlowQueries.limit },
    }),
    slowStatements: bars({
      title: "Slowest Statements",
      description: slowStatements.description,
      empty: "No statement takes more than 10 ms on average",
      trace: trace(slowStatements, ({ queryid }) => queryid),
      levels: { high: policies.SlowQueries.limit },
    }),
    statementRate: lines({
      title: "Statements (per second)",
      description: statementRate.description,
      empty: "postgres-exporter does not report PostgreSQL, or it has no pg_stat_statements",
      traces: [trace(statementRate, () => "statements")],
    }),
    connectionsByState: lines({
      title: "Connections by State",
      description: connectionsByState.description,
      empty: NO_POSTGRES,
      traces: [trace(connectionsByState, ({ state }) => state)],
    }),
    oldestTransaction: lines({
      title: "Oldest Open Transaction",
      description: oldestTransaction.description,
      empty: NO_POSTGRES,
      traces: [trace(oldestTransaction, () => "oldest")],
      levels: { raised: RAISED_TRANSACTION_AGE, high: HIGH_TRANSACTION_AGE },
    }),
    locks: lines({
      title: "Locks by Mode",
      description: locks.description,
      empty: "No locks",
      traces: [trace(locks, ({ mode }) => mode)],
    }),
    deadlocks: lines({
      title: "Deadlocks (per second)",
      description: deadlocks.description,
      empty: NO_POSTGRES,
      traces: [trace(deadlocks, () => "deadlocks")],
    }),
    blockHits: lines({
      title: "Buffer Cache Hit Rate",
      description: blockHitRatio.description,
      empty: "No block was requested",
      traces: [trace(blockHitRatio, () => "found")],
      levels: { low: POOR_BLOCK_HITS },
    }),
    temporaryFiles: lines({
      title: "Temporary File Writes",
      description: temporaryBytes.description,
      empty: NO_POSTGRES,
      traces: [trace(temporaryBytes, () => "written")],
    }),
    databaseSize: lines({
      title: "Database Size",
      description: databaseSize.description,
      empty: NO_POSTGRES,
      traces: [trace(databaseSize, ({ datname }) => datname)],
    }),
  };
}
