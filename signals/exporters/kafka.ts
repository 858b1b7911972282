import { counter, describeMetrics, gauge } from "../../service/metrics/define";

/**
 * The metrics of the stack's own broker, from the JMX exporter's agent: all that
 * `infra/rendered-config/kafkaMetrics.ts` defines.
 */
export const kafka = describeMetrics({
  kafka_under_replicated_partitions: gauge(
    "Partitions led by this broker with a replica that is not in sync.",
    {},
  ),
  kafka_offline_partitions: gauge(
    "Partitions without a leader, which can neither be written nor read.",
    {},
  ),
  kafka_messages_in_total: counter("Messages written, in all topics.", {}),
  kafka_bytes_in_total: counter("Bytes written, in all topics.", {}),
  kafka_bytes_out_total: counter("Bytes read, in all topics.", {}),
  kafka_request_p99_milliseconds: gauge(
    "99th percentile of the duration of recent requests, by type.",
    { request: ["Produce", "FetchConsumer", "Metadata", "OffsetCommit"] },
  ),
});
