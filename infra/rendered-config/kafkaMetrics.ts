/**
 * A rule of jmx_exporter: the first rule whose pattern matches an MBean's attribute names the metric, and later rules
 * are not tried.
 */
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

/** Metrics of all topics together. Those of a single topic have an additional name, and match no pattern. */
const ofTopics = (attribute: string, name: string, help: string): JmxRule => ({
  pattern: `kafka\\.server<type=BrokerTopicMetrics, name=${attribute}><>Count`,
  name,
  type: "COUNTER",
  help,
});

/**
 * How the agent in the broker's process turns MBeans into metrics; as YAML, of which JSON is a subset. MBeans that
 * match no rule are dropped, and those that are not included are not even read.
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
      "Partitions led by this broker with a replica that is not in sync.",
    ),
    gauge(
      "controller<type=KafkaController, name=OfflinePartitionsCount>",
      "kafka_offline_partitions",
      "Partitions without a leader, which can neither be written nor read.",
    ),
    ofTopics("MessagesInPerSec", "kafka_messages_in_total", "Messages written, in all topics."),
    ofTopics("BytesInPerSec", "kafka_bytes_in_total", "Bytes written, in all topics."),
    ofTopics("BytesOutPerSec", "kafka_bytes_out_total", "Bytes read, in all topics."),
    {
      pattern:
        "kafka\\.network<type=RequestMetrics, name=TotalTimeMs, request=(Produce|FetchConsumer|Metadata|OffsetCommit)><>99thPercentile",
      name: "kafka_request_p99_milliseconds",
      type: "GAUGE",
      help: "99th percentile of the duration of recent requests, by type.",
      labels: { request: "$1" },
    },
  ] satisfies readonly JmxRule[],
} as const;
