import { describeMetrics, gauge, OPEN } from "../../service/metrics/define";

/** Of the metrics of postgres_exporter 0.17.1, those that we read. */
export const postgresExporter = describeMetrics({
  pg_up: gauge("1 where the last scrape could talk to PostgreSQL, 0 where it could not.", {}),
  pg_stat_database_numbackends: gauge("Connections to a database.", { datid: OPEN, datname: OPEN }),
  pg_settings_max_connections: gauge("Connections that the server allows.", { server: OPEN }),
});
