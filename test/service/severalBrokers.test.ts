import { startKafkaCluster, type KafkaCluster } from "../support/kafkaCluster";
import { DealTraffic } from "./dealTraffic";
import { serviceOn, until, untilReady, workerOn, type RunningService } from "./harness";
import { MESSAGING_START_MS, messagingServersWith } from "./messagingServers";
import { Scrape } from "./scrape";

let all: Awaited<ReturnType<typeof messagingServersWith<KafkaCluster>>>;
let services: readonly [RunningService, RunningService];
let worker: RunningService;
let traffic: DealTraffic;

beforeAll(async () => {
  all = await messagingServersWith(startKafkaCluster);
  const { servers, settings, receiver, topics } = all;
  services = await Promise.all([serviceOn(servers, settings), serviceOn(servers, settings)]);
  worker = await workerOn(servers, settings);
  await Promise.all(services.map(untilReady));
  traffic = new DealTraffic({ services, receiver, topics });
}, MESSAGING_START_MS);

afterAll(async () => {
  await Promise.all(all.kafka.brokers.map((broker) => broker.thaw()));
  await all.close(worker, ...services);
});

/** The sum of a metric over brokers that answer. */
async function sumOf(metric: string, brokers = all.kafka.brokers): Promise<number> {
  const pages = await Promise.all(
    brokers.map(async ({ metricsUrl }) => (await fetch(metricsUrl)).text()),
  );
  return pages.reduce((sum, page) => sum + (new Scrape(page).value(metric) ?? NaN), 0);
}

const UNDER_REPLICATED = "kafka_under_replicated_partitions";

describe("with three brokers and three replicas of each partition, of which two must be in sync", () => {
  // Each is the one that leads some partitions, and may be the controller or coordinate the groups.
  it.each([
    { how: "is stopped", at: 0, begin: "stop", end: "start" },
    { how: "is killed", at: 1, begin: "crash", end: "start" },
    { how: "hangs, with its connections open", at: 2, begin: "freeze", end: "thaw" },
  ] as const)(
    "each deal's events are delivered once and in order while a broker $how",
    async ({ at, begin, end }) => {
      const broker = all.kafka.brokers[at]!;
      const others = all.kafka.brokers.filter((each) => each !== broker);
      const { events, done } = await traffic.begin();
      await broker[begin]();
      await done;
      const took = await traffic.untilDelivered();
      traffic.expectEachOnceAndInOrder();
      await until(
        "its replicas are out of sync",
        async () => (await sumOf(UNDER_REPLICATED, others)) > 0,
      );
      await broker[end]();
      await until("all replicas are in sync", async () => (await sumOf(UNDER_REPLICATED)) === 0);
      expect(await sumOf("kafka_offline_partitions")).toBe(0);
      console.info(`${events} events: all delivered ${Math.round(took)} ms after the last change`);
    },
    240_000,
  );
});
