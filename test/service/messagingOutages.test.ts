import { setTimeout as sleep } from "node:timers/promises";

import type { KafkaBroker } from "../support/kafkaBroker";
import { Browser } from "./browser";
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
let services: readonly RunningService[];
let worker: RunningService;

beforeAll(async () => {
  all = await startMessagingServers();
  ({ broker, receiver } = all);
  const { servers, settings } = all;
  // Two replicas, of which one publishes at a time.
  services = await Promise.all([serviceOn(servers, settings), serviceOn(servers, settings)]);
  worker = await workerOn(servers, settings);
  await Promise.all(services.map(untilReady));
}, MESSAGING_START_MS);

afterAll(() => all.close(worker, ...services));

const DEALS = 6;
const CHANGES = 25;

/** Makes a user change some deals, alternately on both replicas, a number of times each. */
async function traffic(changes: number) {
  const [first, second] = services as [RunningService, RunningService];
  const browser = await Browser.signedIn(first.url);
  await browser.post("/api/v1/subscriptions", { url: receiver.url });
  const elsewhere = new Browser(second.url);
  for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
  const deals = await Promise.all(Array.from({ length: DEALS }, () => browser.deal()));
  const change = async (deal: string) => {
    for (let n = 1; n <= changes; n++) {
      const through = n % 2 === 0 ? browser : elsewhere;
      const { status } = await through.put(`/api/v1/deals/${deal}`, { asking_price: 10_000 + n });
      expect(status).toBe(200);
      await sleep(20);
    }
  };
  return { deals, done: Promise.all(deals.map(change)) };
}

/** Expects all events of a deal: its initial price, 18500.5, and then each change once and in order. */
function expectWhole(deal: string, changes: number): void {
  const prices = receiver.received
    .filter(({ body }) => body.deal_id === deal)
    .map(({ body }) => body.deal.asking_price);
  expect(prices).toEqual([18_500.5, ...Array.from({ length: changes }, (_, n) => 10_001 + n)]);
}

const EVENTS = DEALS * (CHANGES + 1);

/**
 * Waits until all events of the deals have arrived, and then until every message has been consumed. @returns the
 * milliseconds until the events had arrived
 */
async function untilDelivered(deals: readonly string[]): Promise<number> {
  const began = performance.now();
  const arrived = () =>
    receiver.received.filter(({ body }) => deals.includes(String(body.deal_id))).length >= EVENTS;
  await until("all delivered", () => Promise.resolve(arrived()), 60);
  const took = performance.now() - began;
  await all.topics.untilCaughtUp();
  return took;
}

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
    const { deals, done } = await traffic(CHANGES);
    await until("begun", () => Promise.resolve(receiver.received.length > DEALS));
    await begin();
    // Users notice nothing.
    await done;
    const backlog = (await services[0]!.scrape()).value("autodealgenie_outbox_events");
    expect(backlog).toBeGreaterThan(0);
    await end();
    const recovery = await untilDelivered(deals);
    deals.forEach((deal) => expectWhole(deal, CHANGES));
    expect((await services[0]!.scrape()).value("autodealgenie_outbox_events")).toBe(0);
    console.info(
      `${EVENTS} events, of which ${backlog} waited in the outbox: all delivered ${Math.round(recovery)} ms after Kafka answered again`,
    );
  },
);

it("delivers each event once when the worker is replaced: the next one resumes where it stopped", async () => {
  const { deals, done } = await traffic(CHANGES);
  await until("begun", () => Promise.resolve(receiver.received.length > DEALS));
  await worker.stop();
  worker = await workerOn(all.servers, all.settings);
  await done;
  await untilDelivered(deals);
  deals.forEach((deal) => expectWhole(deal, CHANGES));
});

it("reports a growing lag while a subscriber answers with errors", async () => {
  const { done } = await traffic(3);
  receiver.answer = () => ({ status: 500 });
  await done;
  await until("behind", async () => {
    const lag = { topic: "notifications" };
    return (await worker.scrape()).value("autodealgenie_consumer_lag_seconds", lag)! > 2;
  });
});
