import { setTimeout as sleep } from "node:timers/promises";

import type { KafkaBroker } from "../support/kafkaBroker";
import { DealTraffic } from "./dealTraffic";
import { serviceOn, until, untilReady, workerOn, type RunningService } from "./harness";
import {
  MESSAGING_START_MS,
  startMessagingServers,
  type MessagingServers,
} from "./messagingServers";
import type { Receiver } from "./receiver";

let all: MessagingServers;
let broker: KafkaBroker;
let receiver: Receiver;
let services: readonly [RunningService, RunningService];
let worker: RunningService;
let traffic: DealTraffic;

beforeAll(async () => {
  all = await startMessagingServers();
  ({ broker, receiver } = all);
  const { servers, settings, topics } = all;
  // Two replicas, of which one publishes at a time.
  services = await Promise.all([serviceOn(servers, settings), serviceOn(servers, settings)]);
  worker = await workerOn(servers, settings);
  await Promise.all(services.map(untilReady));
  traffic = new DealTraffic({ services, receiver, topics });
}, MESSAGING_START_MS);

afterAll(() => all.close(worker, ...services));

const outages = [
  {
    how: "killed and started again",
    begin: () => broker.crash(),
    end: () => broker.start(),
  },
  {
    // Longer than the consumer group waits for a silent member.
    how: "cut off, with its connections open",
    begin: async () => {
      await broker.freeze();
      await sleep(12_000);
    },
    end: () => broker.thaw(),
  },
] as const;

it.each(outages)(
  "delivers each deal's events once and in order although Kafka is $how",
  async ({ begin, end }) => {
    const { events, done } = await traffic.begin();
    await begin();
    // Users notice nothing.
    await done;
    const backlog = (await services[0].scrape()).value("autodealgenie_outbox_events");
    expect(backlog).toBeGreaterThan(0);
    await end();
    const recovery = await traffic.untilDelivered();
    traffic.expectEachOnceAndInOrder();
    expect((await services[0].scrape()).value("autodealgenie_outbox_events")).toBe(0);
    console.info(
      `${events} events, of which ${backlog} waited in the outbox: all delivered ${Math.round(recovery)} ms after Kafka answered again`,
    );
  },
);

it("delivers each event once when the worker is replaced: the next one resumes where it stopped", async () => {
  const { done } = await traffic.begin();
  await worker.stop();
  worker = await workerOn(all.servers, all.settings);
  await done;
  await traffic.untilDelivered();
  traffic.expectEachOnceAndInOrder();
});

it("reports a growing lag while a subscriber answers with errors", async () => {
  const { done } = await traffic.begin();
  receiver.answer = () => ({ status: 500 });
  await done;
  await until("behind", async () => {
    const lag = { topic: "notifications" };
    return (await worker.scrape()).value("autodealgenie_consumer_lag_seconds", lag)! > 2;
  });
});
