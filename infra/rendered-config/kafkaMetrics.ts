/** A rule of jmx_exporter: the first whose pattern an MBean's attribute matches names the metric, and no other looks at it. */
interface JmxRule {
  readonly pattern: string;
  readonly name: string;
  readonly type: "GAUGE" | "COUNTER";
  readonly help: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const gauge = (bean: string, name: string, help: string): JmxRule => ({
  pattern: `kafka\\.${bean}<>Value`,
  name,
  type: "GAUGE",
  help,
});

/** What all topics together have. Those of one topic have a further name, and match no pattern. */
const ofTopics = (attribute: string, name: string, help: string): JmxRule => ({
  pattern: `kafka\\.server<type=BrokerTopicMetrics, name=${attribute}><>Count`,
  name,
  type: "COUNTER",
  help,
});

/**
 * What the agent in the broker's process makes of its MBeans: as YAML, which JSON is. What no rule matches is not there, and
 * what is not included is not even asked.
 */
export const KAFKA_METRICS_RULES = {
  lowercaseOutputName: true,
  includeObjectNames: [
    "kafka.server:type=ReplicaManager,*",
    "kafka.controller:type=KafkaController,*",
    "kafka.server:type=BrokerTopicMetrics,*",
    "kafka.network:type=RequestMetrics,name=TotalTimeMs,*",
  ],
  rules: [
    gauge(
      "server<type=ReplicaManager, name=UnderReplicatedPartitions>",
      "kafka_under_replicated_partitions",
      "Partitions led here of which not every replica is in sync.",
    ),
    gauge(
      "controller<type=KafkaController, name=OfflinePartitionsCount>",
      "kafka_offline_partitions",
      "Partitions that nobody leads, and which so can neither be written nor read.",
    ),
    ofTopics("MessagesInPerSec", "kafka_messages_in_total", "Messages written, of all topics."),
    ofTopics("BytesInPerSec", "kafka_bytes_in_total", "Bytes written, of all topics."),
    ofTopics("BytesOutPerSec", "kafka_bytes_out_total", "Bytes read, of all topics."),
    {
      pattern:
        "kafka\\.network<type=RequestMetrics, name=TotalTimeMs, request=(Produce|FetchConsumer|Metadata|OffsetCommit)><>99thPercentile",
      name: "kafka_request_p99_milliseconds",
      type: "GAUGE",
      help: "The time within which 99 of 100 of the latest requests of a kind were answered.",
      labels: { request: "$1" },
    },
  ] satisfies readonly JmxRule[],
} as const;
