import { counter, describeMetrics, gauge, limit, OPEN } from "../../service/metrics/define";

/** The metrics of redis_exporter 1.45 to 1.91 that we read. */
export const redisExporter = describeMetrics({
  redis_up: gauge("1 if the last scrape could query Redis, 0 if not.", {}),
  redis_memory_used_bytes: gauge("Memory that Redis has allocated.", {}),
  redis_memory_max_bytes: limit("Maximum memory of Redis (maxmemory); 0 means no limit.", {}),
  redis_mem_fragmentation_ratio: gauge(
    "Memory that the process holds, divided by what it uses.",
    {},
  ),
  redis_keyspace_hits_total: counter("Lookups of keys that were found.", {}),
  redis_keyspace_misses_total: counter("Lookups of keys that were not found.", {}),
  redis_connected_clients: gauge("Client connections.", {}),
  redis_blocked_clients: gauge("Clients waiting in a blocking command.", {}),
  redis_rejected_connections_total: counter(
    "Connections rejected because the maximum was reached.",
    {},
  ),
  redis_commands_processed_total: counter("Commands executed.", {}),
  redis_commands_total: counter("Commands executed, by name.", { cmd: OPEN }),
  redis_commands_duration_seconds_total: counter("Time spent in commands, by name.", {
    cmd: OPEN,
  }),
  redis_evicted_keys_total: counter("Keys evicted to free memory.", {}),
  redis_expired_keys_total: counter("Keys removed because they expired.", {}),
  redis_db_keys: gauge("Keys in each numbered database.", { db: OPEN }),
  redis_db_keys_expiring: gauge("Keys with a time to live, in each numbered database.", {
    db: OPEN,
  }),
  redis_net_input_bytes_total: counter("Bytes received from clients.", {}),
  redis_net_output_bytes_total: counter("Bytes sent to clients.", {}),
  redis_uptime_in_seconds: gauge("Time since Redis started.", {}),
});
