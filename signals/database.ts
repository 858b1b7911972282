import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { percent } from "./promql/units";
import { zeroWhileUp } from "./availability";
import { failedStatements, statements, statementSeconds } from "./rates";

/** PostgreSQL as the application sees it: its own connection pool and its statements. */
const JOB = "backend";
const waiting = where(m.autodealgenie_db_pool_connections, { job: JOB, state: "waiting" });

export const poolWaiting = new Signal({
  title: "Requests waiting",
  description: "Average number of requests that wait for a connection from their pod's pool.",
  unit: "count",
  // An average, because only some scrapes see a queue that comes and goes.
  query: (w) => promql`max by (${by("pod")}) (avg_over_time(${waiting}[${w}]))`,
});

export const poolConnections = new Signal({
  title: "Pool connections",
  description: "Connections of all pods' pools: active ones are in use, idle ones are free.",
  unit: "count",
  query: () => promql`
    sum by (${by("state")}) (${where(m.autodealgenie_db_pool_connections, { job: JOB, state: ["active", "idle"] })})`,
});

export const poolMaxConnections = new Signal({
  title: "Pool limit",
  description: "The maximum number of connections of all pods' pools together.",
  unit: "count",
  query: () =>
    promql`sum by (${by()}) (${where(m.autodealgenie_db_pool_max_connections, { job: JOB })})`,
});

export const queryRate = new Signal({
  title: "Statements by kind",
  description: "Statements of the application per second, by operation.",
  unit: "operationsPerSecond",
  query: (w) => promql`sum by (${by("operation")}) (${statements.rate(w)})`,
});

export const RAISED_QUERY_ERRORS = percent(1);
export const HIGH_QUERY_ERRORS = percent(5);

export const queryErrorRatio = new Signal({
  title: "Failed statements",
  description: "Share of the application's statements that failed or got no connection.",
  unit: "ratio",
  query: (w) => promql`
    sum by (${by()}) (${failedStatements.rate(w)}) / sum by (${by()}) (${statements.rate(w)})`,
  idle: zeroWhileUp(JOB),
});

/** A percentile of the duration of the application's statements. */
export function queryTime(quantile: 0.5 | 0.95 | 0.99) {
  return new Signal({
    title: `p${quantile * 100}`,
    description: `The ${quantile * 100}th percentile of the duration of the application's statements.`,
    unit: "seconds",
    query: (w) =>
      promql`histogram_quantile(${quantile}, sum by (${by("le")}) (${statementSeconds.rate(w)}))`,
    idle: "empty",
  });
}

export const queryTimeByTable = new Signal({
  title: "Slow tables",
  description: "The 95th percentile of the duration of statements, by table.",
  unit: "seconds",
  query: (w) =>
    promql`histogram_quantile(0.95, sum by (${by("le", "table")}) (${statementSeconds.rate(w)}))`,
  idle: "empty",
});
