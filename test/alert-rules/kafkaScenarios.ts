import { comingAndGoing } from "./comingAndGoing";
import { UP_OR_DOWN } from "./downScenarios";
import type { Scenario, ScenariosByAlert } from "./scenario";

const worker = (metric: string, more = "", pod = "worker-a") =>
  `autodealgenie_${metric}{job="worker",namespace="autodealgenie",pod="${pod}"${more}}`;
const UP = worker("kafka_up");
const OTHER = worker("kafka_up", "", "worker-b");

const down: readonly Scenario[] = [
  {
    title: "fires after no worker has reached Kafka for five minutes",
    series: { [UP]: "1x5 0x15", [OTHER]: "1x5 0x15" },
    at: "14m",
    fires: [{}],
    says: {
      summary: "Kafka is down.",
      description:
        "No worker can reach Kafka: events wait in the outbox, and no subscriber is notified.",
    },
  },
  {
    title: "stays quiet while one of two workers reaches Kafka",
    series: { [UP]: "0x15", [OTHER]: "1x15" },
    at: "10m",
    fires: [],
  },
  {
    title: "stays quiet if no worker reports Kafka's state, which another alert covers",
    series: { [UP]: "1x5 _x10" },
    at: "10m",
    fires: [],
  },
  ...comingAndGoing({ series: UP, bad: 0, good: 1, fires: {} }),
];

const DEALS = worker("consumer_lag_seconds", ',topic="deals"');
const NOTIFICATIONS = worker("consumer_lag_seconds", ',topic="notifications"');

const lag: readonly Scenario[] = [
  {
    title: "fires only for the topic that falls behind, after five minutes above the limit",
    series: { [DEALS]: "0+60x30", [NOTIFICATIONS]: "1x30" },
    at: "12m",
    fires: [{ topic: "deals" }],
    says: {
      summary: "The worker is falling behind on the topic deals.",
      description:
        "The oldest unprocessed message of deals is 12m 0s old, and the lag is growing; the limit is 300s.",
    },
  },
  {
    title: "stays quiet while a worker catches up, however far behind",
    series: { [DEALS]: "3600-60x30" },
    at: "25m",
    fires: [],
  },
  {
    title: "stays quiet at a lag of exactly five minutes",
    case: "just below the limit",
    series: { [DEALS]: "0+20x14 300x20" },
    at: "25m",
    fires: [],
  },
  {
    title: "stays quiet while there is nothing to read",
    case: "no traffic",
    series: { [DEALS]: "0x30", [NOTIFICATIONS]: "0x30" },
    at: "25m",
    fires: [],
  },
];

const broker = (metric: string) =>
  `kafka_${metric}{job="kafka",namespace="autodealgenie",pod="kafka-0"}`;

const underReplicated: readonly Scenario[] = [
  {
    title: "fires after partitions have been under-replicated for ten minutes",
    series: { [broker("under_replicated_partitions")]: "0x5 3x20" },
    at: "16m",
    fires: [{}],
    says: {
      summary: "Kafka partitions are under-replicated.",
      description:
        "3 partitions have replicas that are not in sync: if the remaining ones fail, messages are lost.",
    },
  },
  {
    title: "stays quiet while a broker is replaced",
    series: { [broker("under_replicated_partitions")]: "0x5 3x8 0x15" },
    at: "16m",
    fires: [],
  },
];

const offline: readonly Scenario[] = [
  {
    title: "fires after partitions have been without a leader for five minutes",
    series: { [broker("offline_partitions")]: "0x5 2x20" },
    at: "11m",
    fires: [{}],
    says: {
      summary: "Kafka partitions are offline.",
      description: "2 partitions have no leader: their messages can be neither written nor read.",
    },
  },
  {
    title: "stays quiet while leaders are elected",
    series: { [broker("offline_partitions")]: "0x5 2x3 0x20" },
    at: "11m",
    fires: [],
  },
];

const outbox = (pod: string) =>
  `autodealgenie_outbox_age_seconds{job="backend",namespace="autodealgenie",pod="${pod}"}`;

const backlog: readonly Scenario[] = [
  {
    title: "fires once for all pods, which all report the same",
    series: { [UP]: "1x40", [outbox("backend-a")]: "0+60x30", [outbox("backend-b")]: "0+60x30" },
    at: "12m",
    fires: [{}],
    says: {
      summary: "Events are not published.",
      description: "The oldest event in the outbox is 12m 0s old; the limit is 300s.",
    },
  },
  {
    title: "stays quiet if the oldest event is exactly five minutes old",
    case: "just below the limit",
    series: { [UP]: "1x40", [outbox("backend-a")]: "300x30" },
    at: "25m",
    fires: [],
  },
  {
    title: "stays quiet while no deal changes",
    case: "no traffic",
    series: { [UP]: "1x40", [outbox("backend-a")]: "0x30" },
    at: "25m",
    fires: [],
  },
  {
    title: "stays quiet while Kafka is unreachable, which KafkaDown reports",
    series: { [UP]: "0x40", [outbox("backend-a")]: "0+60x30" },
    at: "12m",
    fires: [],
  },
];

const attempts = (outcome: string) => worker("webhook_attempts_total", `,outcome="${outcome}"`);

const webhooks: readonly Scenario[] = [
  {
    title: "fires after most attempts have failed for ten minutes",
    series: { [attempts("failed")]: "0+45x30", [attempts("delivered")]: "0+15x30" },
    at: "20m",
    fires: [{}],
    says: {
      summary: "Webhooks fail.",
      description: "75% of the attempts to notify subscribers fail; the limit is 50%.",
    },
  },
  {
    title: "fires if there are few attempts and all fail",
    series: { [attempts("failed")]: "0+1x60", [attempts("delivered")]: "0x60" },
    at: "40m",
    fires: [{}],
  },
  {
    title: "stays quiet if exactly half of the attempts fail",
    case: "just below the limit",
    series: { [attempts("failed")]: "0+30x30", [attempts("delivered")]: "0+30x30" },
    at: "25m",
    fires: [],
  },
  {
    title: "does not count attempts to forbidden addresses as failures",
    series: { [attempts("forbidden")]: "0+60x30", [attempts("failed")]: "0x30" },
    at: "25m",
    fires: [],
  },
  {
    title: "stays quiet while no webhooks are sent",
    case: "no traffic",
    series: { [attempts("failed")]: "50x30", [attempts("delivered")]: "10x30" },
    at: "25m",
    fires: [],
  },
  {
    title: "does not treat a counter reset as failures",
    case: "restarted counter",
    series: {
      [attempts("failed")]: "900+2x15 0+2x15",
      [attempts("delivered")]: "9000+60x15 0+60x15",
    },
    at: "25m",
    fires: [],
  },
];

const NO_COUNTER = "it reads a gauge";
const ANY = "one is too many";

export const kafkaScenarios = {
  KafkaDown: { scenarios: down, cannotBe: UP_OR_DOWN },
  KafkaConsumerLag: { scenarios: lag, cannotBe: { "restarted counter": NO_COUNTER } },
  KafkaUnderReplicated: {
    scenarios: underReplicated,
    cannotBe: {
      "just below the limit": ANY,
      "no traffic": NO_COUNTER,
      "restarted counter": NO_COUNTER,
    },
  },
  KafkaOfflinePartitions: {
    scenarios: offline,
    cannotBe: {
      "just below the limit": ANY,
      "no traffic": NO_COUNTER,
      "restarted counter": NO_COUNTER,
    },
  },
  OutboxBacklog: { scenarios: backlog, cannotBe: { "restarted counter": NO_COUNTER } },
  WebhookFailing: { scenarios: webhooks, cannotBe: {} },
} satisfies ScenariosByAlert;
