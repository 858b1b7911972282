import {
  brokerBytesIn,
  brokerBytesOut,
  brokerMessageRate,
  brokerTime,
  consumerLag,
  deadLetterRate,
  kafkaReachedBy,
  offlinePartitions,
  outboxAge,
  outboxEvents,
  publishedRate,
  underReplicated,
  webhookFailureRatio,
  webhookRateByOutcome,
} from "../signals/kafka";
import { PLACES } from "../signals/places";
import type { DashboardContext } from "./context";
import { dashboard, lines, trace } from "./grafana";
import { lead } from "./leads";

const NO_WORKER = "The worker does not answer";
const NO_BACKEND = "The backend does not answer";
const NO_BROKER = "No broker is scraped: external brokers are monitored by their owner";

export const messaging = ({ policies }: DashboardContext) =>
  dashboard(PLACES.messaging, {
    title: "Messaging",
    description:
      "The path of an event: from the outbox in PostgreSQL through Kafka and the worker to subscribers.",
    tags: ["messaging"],
    refresh: "30s",
    from: "now-3h",
    rows: [
      ["reached", "behind"],
      ["outboxAge", "outboxEvents"],
      ["webhooks", "webhookFailures"],
      ["partitions", "messages"],
      ["bytes", "brokerTime"],
    ],
    next: lead("Do users feel it?", PLACES.systemOverview, "errorRate"),
    leads: {
      behind: [lead("Is Kafka reachable?", PLACES.messaging, "reached")],
      outboxAge: [lead("Is Kafka reachable?", PLACES.messaging, "reached")],
    },
    panels: {
      reached: lines({
        title: "Kafka Reachable by Worker",
        description: kafkaReachedBy.description,
        empty: NO_WORKER,
        traces: [trace(kafkaReachedBy, ({ pod }) => pod)],
      }),
      behind: lines({
        title: "Consumer Lag",
        description: consumerLag.description,
        empty: NO_WORKER,
        traces: [trace(consumerLag, ({ topic }) => topic)],
        levels: { high: policies.KafkaConsumerLag.limit },
      }),
      outboxAge: lines({
        title: "Oldest Event in the Outbox",
        description: outboxAge.description,
        empty: NO_BACKEND,
        traces: [trace(outboxAge, () => "oldest")],
        levels: { high: policies.OutboxBacklog.limit },
      }),
      outboxEvents: lines({
        title: "Events in the Outbox",
        description: outboxEvents.description,
        empty: NO_BACKEND,
        traces: [trace(outboxEvents, () => "waiting")],
      }),
      webhooks: lines({
        title: "Webhook Failure Rate",
        description: webhookFailureRatio.description,
        empty: "No webhook is sent",
        traces: [trace(webhookFailureRatio, () => "failing")],
        levels: { high: policies.WebhookFailing.limit },
      }),
      webhookFailures: lines({
        title: "Events and Webhooks (per second)",
        description: `${publishedRate.description} ${webhookRateByOutcome.description} ${deadLetterRate.description}`,
        empty: NO_WORKER,
        traces: [
          trace(publishedRate, () => "published"),
          trace(webhookRateByOutcome, ({ outcome }) => outcome),
          trace(deadLetterRate, () => "given up"),
        ],
      }),
      partitions: lines({
        title: "Under-Replicated and Offline Partitions",
        description: `${underReplicated.description} ${offlinePartitions.description}`,
        empty: NO_BROKER,
        traces: [
          trace(underReplicated, () => "under-replicated"),
          trace(offlinePartitions, () => "offline"),
        ],
      }),
      messages: lines({
        title: "Messages Written (per second)",
        description: brokerMessageRate.description,
        empty: NO_BROKER,
        traces: [trace(brokerMessageRate, () => "written")],
      }),
      bytes: lines({
        title: "Broker Traffic",
        description: `${brokerBytesIn.description} ${brokerBytesOut.description}`,
        empty: NO_BROKER,
        traces: [trace(brokerBytesIn, () => "in"), trace(brokerBytesOut, () => "out")],
      }),
      brokerTime: lines({
        title: "Broker Request Time (p99)",
        description: brokerTime.description,
        empty: NO_BROKER,
        traces: [trace(brokerTime, ({ request }) => request)],
      }),
    },
  });
