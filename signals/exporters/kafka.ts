import { counter, describeMetrics, gauge } from "../../service/metrics/define";

/**
 * The metrics of the stack's own broker, from the JMX exporter's agent: all that
 * `infra/rendered-config/kafkaMetrics.ts` defines.
 */
export const kafka = describeMetrics({
  kafka_under_replicated_partitions: gauge(
    "Partitions led here of which not every replica is in sync.",
    {},
  ),
  kafka_offline_partitions: gauge(
    "Partitions that nobody leads, and which so can neither be written nor read.",
    {},
  ),
  kafka_messages_in_total: counter("Messages written, of all topics.", {}),
  kafka_bytes_in_total: counter("Bytes written, of all topics.", {}),
  kafka_bytes_out_total: counter("Bytes read, of all topics.", {}),
  kafka_request_p99_milliseconds: gauge(
    "The time within which 99 of 100 of the latest requests of a kind were answered.",
    { request: ["Produce", "FetchConsumer", "Metadata", "OffsetCommit"] },
  ),
});
