import { counter, describeMetrics, gauge, limit, OPEN } from "../../service/metrics/define";

/** The metrics of redis_exporter 1.45 to 1.91 that we read. */
export const redisExporter = describeMetrics({
  redis_up: gauge("1 where the last scrape could talk to Redis, 0 where it could not.", {}),
  redis_memory_used_bytes: gauge("Memory that Redis has allocated.", {}),
  redis_memory_max_bytes: limit("Memory that Redis may allocate (maxmemory); 0 is no limit.", {}),
  redis_mem_fragmentation_ratio: gauge("Memory that the process holds, by what it uses.", {}),
  redis_keyspace_hits_total: counter("Keys asked for that were there.", {}),
  redis_keyspace_misses_total: counter("Keys asked for that were not.", {}),
  redis_connected_clients: gauge("Connections of clients.", {}),
  redis_blocked_clients: gauge("Clients that wait in a blocking command.", {}),
  redis_rejected_connections_total: counter("Connections refused for want of room.", {}),
  redis_commands_processed_total: counter("Commands run.", {}),
  redis_commands_total: counter("Commands run, by their name.", { cmd: OPEN }),
  redis_commands_duration_seconds_total: counter("Time spent in commands, by their name.", {
    cmd: OPEN,
  }),
  redis_evicted_keys_total: counter("Keys removed to make room.", {}),
  redis_expired_keys_total: counter("Keys removed because their time was over.", {}),
  redis_db_keys: gauge("Keys in each of the numbered databases.", { db: OPEN }),
  redis_db_keys_expiring: gauge("Those of them that have a time to live.", { db: OPEN }),
  redis_net_input_bytes_total: counter("Bytes received from clients.", {}),
  redis_net_output_bytes_total: counter("Bytes sent to clients.", {}),
  redis_uptime_in_seconds: gauge("Time since Redis started.", {}),
});
