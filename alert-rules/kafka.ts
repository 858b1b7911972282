import {
  consumerLag,
  consumerLagGrowth,
  kafkaReached,
  offlinePartitions,
  outboxAge,
  underReplicated,
  webhookFailureRatio,
  webhookFailures,
  webhookRate,
} from "../signals/kafka";
import { panel, PLACES } from "../signals/places";
import { count, perSecond, percent, seconds } from "../signals/promql/units";
import { tooManyFail } from "../signals/tooManyFail";
import { alert, onlyWhere, type RuleContext } from "./alert";
import { percentText } from "./text";

/** Every stack with Kafka, its own or somebody else's, has the worker. */
const there = ({ jobs }: RuleContext) => jobs.includes("worker");
const ownBroker = ({ jobs }: RuleContext) => jobs.includes("kafka");

/** 15 attempts in 5 minutes: a share of fewer says little. */
const LEAST_WEBHOOKS = perSecond(0.05);

export const kafkaAlerts = [
  onlyWhere(
    there,
    alert("KafkaDown", {
      // Users do not notice this, and nothing is lost. Without a worker, nothing reports that Kafka is away.
      policy: { for: "5m", severity: "warning" },
      rule: ({ for: wait }) => ({
        when: kafkaReached.below(count(1)).mostOf(wait),
        component: "messaging",
        summary: () => "Kafka is down.",
        description: () =>
          "No worker can reach Kafka: events wait in the outbox, and no subscriber is notified.",
        view: panel(PLACES.messaging, "reached"),
      }),
    }),
  ),
  onlyWhere(
    there,
    alert("KafkaConsumerLag", {
      policy: { limit: seconds(300), window: "5m", for: "5m", severity: "warning" },
      rule: ({ limit, window }) => ({
        // A worker that is catching up needs no help. A worker that cannot reach Kafka has no lag series.
        when: consumerLag.above(limit).and(consumerLagGrowth.above(seconds(0), window)),
        component: "messaging",
        summary: ({ topic }) => `The worker is falling behind on the topic ${topic}.`,
        description: ({ topic }, value) =>
          `The oldest unprocessed message of ${topic} is ${value} old, and the lag is growing; the limit is ${limit.value}s.`,
        view: panel(PLACES.messaging, "behind"),
      }),
    }),
  ),
  onlyWhere(
    ownBroker,
    alert("KafkaUnderReplicated", {
      policy: { for: "10m", severity: "warning" },
      rule: () => ({
        when: underReplicated.above(count(0)),
        component: "messaging",
        summary: () => "Kafka partitions are under-replicated.",
        description: (_, value) =>
          `${value} partitions have replicas that are not in sync: if the remaining ones fail, messages are lost.`,
        view: panel(PLACES.messaging, "partitions"),
      }),
    }),
  ),
  onlyWhere(
    ownBroker,
    alert("KafkaOfflinePartitions", {
      policy: { for: "5m", severity: "warning" },
      rule: () => ({
        when: offlinePartitions.above(count(0)),
        component: "messaging",
        summary: () => "Kafka partitions are offline.",
        description: (_, value) =>
          `${value} partitions have no leader: their messages can be neither written nor read.`,
        view: panel(PLACES.messaging, "partitions"),
      }),
    }),
  ),
  onlyWhere(
    there,
    alert("OutboxBacklog", {
      policy: { limit: seconds(300), for: "5m", severity: "warning" },
      rule: ({ limit }) => ({
        // While Kafka is down, KafkaDown says everything; while PostgreSQL is down, the content of the outbox is
        // unknown.
        when: outboxAge.above(limit).and(kafkaReached.atLeast(count(1))),
        component: "messaging",
        summary: () => "Events are not published.",
        description: (_, value) =>
          `The oldest event in the outbox is ${value} old; the limit is ${limit.value}s.`,
        view: panel(PLACES.messaging, "outboxAge"),
      }),
    }),
  ),
  onlyWhere(
    there,
    alert("WebhookFailing", {
      policy: { limit: percent(50), window: "5m", for: "10m", severity: "warning" },
      rule: ({ limit, window }) => ({
        when: tooManyFail(
          { rate: webhookRate, ratio: webhookFailureRatio, failures: webhookFailures },
          limit,
          window,
          LEAST_WEBHOOKS,
        ),
        component: "messaging",
        summary: () => "Webhooks fail.",
        description: (_, value) =>
          `${value} of the attempts to notify subscribers fail; the limit is ${percentText(limit)}.`,
        view: panel(PLACES.messaging, "webhooks"),
      }),
    }),
  ),
];
