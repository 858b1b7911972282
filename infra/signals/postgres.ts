import { postgresExporter as m } from "../exporters/postgresExporter";
import { by, promql } from "../promql/promql";
import { where } from "../promql/selector";
import { Signal } from "../promql/signal";
import { percent } from "../promql/units";

const JOB = "postgres-exporter";

export const RAISED_CONNECTIONS = percent(70);

export const connections = new Signal({
  title: "Connections",
  description: "Connections to PostgreSQL, over all databases, idle ones included.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(m.pg_stat_database_numbackends, { job: JOB })})`,
});

export const maxConnections = new Signal({
  title: "Connections allowed",
  description: "The server's max_connections.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(m.pg_settings_max_connections, { job: JOB })})`,
});
