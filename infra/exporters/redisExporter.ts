import { describeMetrics, gauge } from "../../service/metrics/define";

/** Of the metrics of redis_exporter 1.45.0, those that we read. */
export const redisExporter = describeMetrics({
  redis_up: gauge("1 where the last scrape could talk to Redis, 0 where it could not.", {}),
  redis_memory_used_bytes: gauge("Memory that Redis has allocated.", {}),
  redis_memory_max_bytes: gauge("Memory that Redis may allocate (maxmemory); 0 is no limit.", {}),
});
