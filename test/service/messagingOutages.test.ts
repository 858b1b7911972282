import { startDataServers, type DataServers } from "../support/dataServers";
import { startKafkaBroker, type KafkaBroker } from "../support/kafkaBroker";
import { Browser } from "./browser";
import { serviceOn, until, untilReady, workerOn, type RunningService } from "./harness";
import { startReceiver, type Receiver } from "./receiver";
import { TopicsRead } from "./topicsRead";

let servers: DataServers;
let broker: KafkaBroker;
let services: readonly RunningService[];
let worker: RunningService;
let receiver: Receiver;
let topics: TopicsRead;
let settings: Readonly<Record<string, string>>;

beforeAll(async () => {
  [servers, broker, receiver] = await Promise.all([
    startDataServers(),
    startKafkaBroker(),
    startReceiver(),
  ]);
  topics = new TopicsRead(servers, broker);
  settings = {
    ...broker.environment,
    KAFKA_PARTITIONS: "3",
    RATE_LIMIT_API_PER_HOUR: "100000",
    WEBHOOK_TRUSTED_NETWORKS: "127.0.0.0/8",
  };
  // Two replicas, of which one publishes at a time.
  services = await Promise.all([serviceOn(servers, settings), serviceOn(servers, settings)]);
  worker = await workerOn(servers, settings);
  await Promise.all(services.map(untilReady));
}, 150_000);

afterAll(async () => {
  await broker.thaw();
  await Promise.all([worker, ...services].map((it) => it.stop()));
  await Promise.all([servers.close(), broker.close(), receiver.close()]);
});

const DEALS = 6;
const CHANGES = 25;

/** Has a user change deals of theirs, on one replica and the other in turn, so many times each. */
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
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  return { deals, done: Promise.all(deals.map(change)) };
}

/** Expects a deal's events: its first price, 18500.5, and then each of its changes once and in order. */
function expectWhole(deal: string, changes: number): void {
  const prices = receiver.received
    .filter(({ body }) => body.deal_id === deal)
    .map(({ body }) => body.deal.asking_price);
  expect(prices).toEqual([18_500.5, ...Array.from({ length: changes }, (_, n) => 10_001 + n)]);
}

const SECOND_MS = 1000;
const waiting = (seconds: number) => new Promise((done) => setTimeout(done, seconds * SECOND_MS));

const outages = [
  {
    how: "killed and started again",
    begin: () => broker.crash(),
    end: () => broker.start(),
  },
  {
    // Longer than the group keeps a member of which it hears nothing.
    how: "cut off, with its connections open",
    begin: async () => {
      await broker.freeze();
      await waiting(12);
    },
    end: () => broker.thaw(),
  },
] as const;

it.each(outages)(
  "delivers each event once, in the order of its deal, although Kafka is $how",
  async ({ begin, end }) => {
    const { deals, done } = await traffic(CHANGES);
    await until("begun", () => Promise.resolve(receiver.received.length > DEALS));
    await begin();
    // People notice nothing of it.
    await done;
    const backlog = (await services[0]!.scrape()).value("autodealgenie_outbox_events");
    expect(backlog).toBeGreaterThan(0);
    await end();
    const ended = performance.now();
    const all = DEALS * (CHANGES + 1);
    const arrived = () =>
      receiver.received.filter(({ body }) => deals.includes(String(body.deal_id))).length >= all;
    await until("all delivered", () => Promise.resolve(arrived()), 60);
    const recovery = performance.now() - ended;
    await topics.untilCaughtUp();
    deals.forEach((deal) => expectWhole(deal, CHANGES));
    expect((await services[0]!.scrape()).value("autodealgenie_outbox_events")).toBe(0);
    console.info(
      `${all} events, of which ${backlog} waited in the outbox: all delivered ${Math.round(recovery)} ms after Kafka answered again`,
    );
  },
);

it("delivers each event once when the worker is replaced: the next one goes on where it stopped", async () => {
  const { deals, done } = await traffic(CHANGES);
  await until("begun", () => Promise.resolve(receiver.received.length > DEALS));
  await worker.stop();
  worker = await workerOn(servers, settings);
  await done;
  const all = DEALS * (CHANGES + 1);
  const arrived = () =>
    receiver.received.filter(({ body }) => deals.includes(String(body.deal_id))).length >= all;
  await until("all delivered", () => Promise.resolve(arrived()), 60);
  await topics.untilCaughtUp();
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
