import { backend, workerOwn as worker } from "../service/metrics/catalog";
import { kafka as broker } from "./exporters/kafka";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";

/** Kafka as the worker sees it, whoever runs the brokers; and the stack's own broker, through its JMX agent. */
const WORKER = { job: "worker" } as const;
const BROKER = { job: "kafka" } as const;
const BACKEND = { job: "backend" } as const;

export const kafkaReached = new Signal({
  title: "Reached",
  description: "Whether any worker can reach Kafka: 1 if so.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(worker.autodealgenie_kafka_up, WORKER)})`,
});

export const kafkaReachedBy = new Signal({
  title: "Reachable by pod",
  description: "Whether each worker can reach Kafka: 1 if so.",
  unit: "count",
  query: () => promql`min by (${by("pod")}) (${where(worker.autodealgenie_kafka_up, WORKER)})`,
});

export const consumerLag = new Signal({
  title: "Behind",
  description: "Age of the oldest unprocessed message of each topic.",
  unit: "seconds",
  query: () =>
    promql`max by (${by("topic")}) (${where(worker.autodealgenie_consumer_lag_seconds, WORKER)})`,
});

/** A consumer that is catching up is less far behind than before, however large the lag is. */
export const consumerLagGrowth = new Signal({
  title: "Growth",
  description: "Growth of each topic's lag within the window.",
  unit: "seconds",
  query: (w) =>
    promql`max by (${by("topic")}) (delta(${where(worker.autodealgenie_consumer_lag_seconds, WORKER)}[${w}]))`,
});

export const outboxAge = new Signal({
  title: "Oldest",
  description: "Age of the oldest unpublished event in the outbox.",
  unit: "seconds",
  query: () =>
    promql`max by (${by()}) (${where(backend.autodealgenie_outbox_age_seconds, BACKEND)})`,
});

export const outboxEvents = new Signal({
  title: "Waiting",
  description: "Unpublished events in the outbox.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(backend.autodealgenie_outbox_events, BACKEND)})`,
});

export const publishedRate = new Signal({
  title: "Published",
  description: "Events per second that the brokers have acknowledged.",
  unit: "perSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(backend.autodealgenie_outbox_published_total, BACKEND)}[${w}]))`,
});

const attempts = where(worker.autodealgenie_webhook_attempts_total, WORKER);
const failed = where(worker.autodealgenie_webhook_attempts_total, { ...WORKER, outcome: "failed" });

export const webhookRate = new Signal({
  title: "Attempts",
  description: "Webhook attempts per second.",
  unit: "perSecond",
  query: (w) => promql`sum by (${by()}) (rate(${attempts}[${w}]))`,
});

export const webhookRateByOutcome = new Signal({
  title: "Attempts by outcome",
  description:
    "Webhook attempts per second: delivered, failed, or forbidden (not sent, because the address is not allowed).",
  unit: "perSecond",
  query: (w) => promql`sum by (${by("outcome")}) (rate(${attempts}[${w}]))`,
});

export const webhookFailureRatio = new Signal({
  title: "Failing",
  description: "Share of webhook attempts that failed.",
  unit: "ratio",
  query: (w) => promql`sum by (${by()}) (rate(${failed}[${w}])) / ${webhookRate.query(w)}`,
  idle: "empty",
});

export const webhookFailures = new Signal({
  title: "Failed attempts",
  description: "Attempts at a webhook that failed within the window.",
  unit: "count",
  query: (w) => promql`sum by (${by()}) (increase(${failed}[${w}]))`,
});

export const deadLetterRate = new Signal({
  title: "Given up",
  description: "Webhook notifications per second that failed after all attempts.",
  unit: "perSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(worker.autodealgenie_webhook_dead_letters_total, WORKER)}[${w}]))`,
});

export const underReplicated = new Signal({
  title: "Under-replicated",
  description: "Partitions with replicas that are not in sync.",
  unit: "count",
  query: () =>
    promql`sum by (${by()}) (${where(broker.kafka_under_replicated_partitions, BROKER)})`,
});

export const offlinePartitions = new Signal({
  title: "Offline",
  description: "Partitions without a leader, which can be neither written nor read.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(broker.kafka_offline_partitions, BROKER)})`,
});

export const brokerMessageRate = new Signal({
  title: "Written",
  description: "Messages written per second, over all topics.",
  unit: "perSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(broker.kafka_messages_in_total, BROKER)}[${w}]))`,
});

export const brokerBytesIn = new Signal({
  title: "In",
  description: "Bytes written to the brokers per second.",
  unit: "bytesPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(broker.kafka_bytes_in_total, BROKER)}[${w}]))`,
});

export const brokerBytesOut = new Signal({
  title: "Out",
  description: "Bytes read from the brokers per second.",
  unit: "bytesPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(broker.kafka_bytes_out_total, BROKER)}[${w}]))`,
});

/** The latest value, converted from the milliseconds that the agent reports. */
export const brokerTime = new Signal({
  title: "Request time",
  description: "The 99th percentile of the duration of recent requests, by kind.",
  unit: "seconds",
  query: () =>
    promql`max by (${by("request")}) (${where(broker.kafka_request_p99_milliseconds, BROKER)}) / 1000`,
});
