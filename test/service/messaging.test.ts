import { Webhook } from "standardwebhooks";

import { Browser } from "./browser";
import { serviceOn, until, untilReady, workerOn, type RunningService } from "./harness";
import {
  MESSAGING_START_MS,
  startMessagingServers,
  type MessagingServers,
} from "./messagingServers";
import type { Received, Receiver } from "./receiver";
import type { TopicsRead } from "./topicsRead";

let all: MessagingServers;
let service: RunningService;
let worker: RunningService;
let receiver: Receiver;
let topics: TopicsRead;

beforeAll(async () => {
  all = await startMessagingServers();
  ({ receiver, topics } = all);
  const settings = { ...all.settings, WEBHOOK_RETRY_SECONDS: "0.05,0.1" };
  service = await serviceOn(all.servers, settings);
  worker = await workerOn(all.servers, settings);
  await untilReady(service);
}, MESSAGING_START_MS);

afterAll(() => all.close(worker, service));

afterEach(() => {
  receiver.answer = () => ({ status: 204 });
});

/** A user with a subscription for deals, whose webhooks are sent to `path`. */
async function subscribed(path: string) {
  const browser = await Browser.signedIn(service.url);
  const { status, body } = await browser.post("/api/v1/subscriptions", {
    url: receiver.url + path,
  });
  expect(status).toBe(201);
  return { browser, id: body.id as string, secret: body.secret as string };
}

const ATTEMPTS = "autodealgenie_webhook_attempts_total";
const LETTERS = "autodealgenie_webhook_dead_letters_total";
const letters = async () => (await worker.scrape()).value(LETTERS)!;
const delivered = async () => (await worker.scrape()).value(ATTEMPTS, { outcome: "delivered" })!;
const untilPublished = () =>
  until(
    "published",
    async () => (await service.scrape()).value("autodealgenie_outbox_events") === 0,
  );

const toldOf = (deal: string) => receiver.received.filter(({ body }) => body.deal_id === deal);

it("notifies a subscriber of each change to a deal, in order", async () => {
  const { browser } = await subscribed("/in-order");
  const deal = await browser.deal();
  await browser.put(`/api/v1/deals/${deal}`, { status: "in_progress" });
  await browser.put(`/api/v1/deals/${deal}`, { asking_price: 17_000 });
  await browser.delete(`/api/v1/deals/${deal}`);
  await until("told of all four", () => Promise.resolve(toldOf(deal).length >= 4));
  expect(
    toldOf(deal).map(({ body }) => [body.type, body.deal.status, body.deal.asking_price]),
  ).toEqual([
    ["deal.created", "pending", 18_500.5],
    ["deal.changed", "in_progress", 18_500.5],
    ["deal.changed", "in_progress", 17_000],
    ["deal.deleted", "in_progress", 17_000],
  ]);
});

it("signs webhooks as Standard Webhooks specifies, and does not disclose the buyer", async () => {
  const { browser, secret } = await subscribed("/signed");
  const deal = await browser.deal({ notes: "likes red" });
  await until("told", () => Promise.resolve(toldOf(deal).length > 0));
  const [{ headers, text }] = toldOf(deal) as [Received];
  const verified = new Webhook(secret).verify(text, headers as Record<string, string>);
  expect(verified).toMatchObject({ deal_id: deal, id: headers["webhook-id"] });
  expect(text).not.toMatch(/Ada|ada@example|likes red/);
  const forged = () => new Webhook(secret).verify(`${text} `, headers as Record<string, string>);
  expect(forged).toThrow("No matching signature found");
});

it("notifies a subscriber only of their own deals, and of none once the subscription is deleted", async () => {
  const { browser, id } = await subscribed("/own");
  const other = await Browser.signedIn(service.url);
  const foreign = await other.deal();
  const first = await browser.deal();
  await until("told", () => Promise.resolve(toldOf(first).length > 0));
  expect((await other.delete(`/api/v1/subscriptions/${id}`)).status).toBe(404);
  expect((await browser.get("/api/v1/subscriptions")).body.items).toMatchObject([{ id }]);
  expect((await browser.delete(`/api/v1/subscriptions/${id}`)).status).toBe(204);
  // An event of the same user, so that it comes after the one that must not arrive.
  const unheard = await browser.deal();
  const { browser: last } = await subscribed("/last");
  await last.deal();
  await untilPublished();
  await topics.untilCaughtUp();
  expect(toldOf(unheard)).toEqual([]);
  expect(toldOf(foreign)).toEqual([]);
});

it("retries, and then moves undeliverable events to the dead-letter topic", async () => {
  const { browser } = await subscribed("/refusing");
  const before = await worker.scrape();
  receiver.answer = () => ({ status: receiver.received.length % 3 === 0 ? 204 : 500 });
  const taken = await browser.deal();
  await until(
    "taken",
    async () => (await delivered()) > before.value(ATTEMPTS, { outcome: "delivered" })!,
  );
  expect(toldOf(taken).length).toBeLessThanOrEqual(3);
  expect(new Set(toldOf(taken).map(({ headers }) => headers["webhook-id"])).size).toBe(1);

  receiver.answer = () => ({ status: 503 });
  const refused = await browser.deal();
  await until("given up", async () => (await letters()) > before.value(LETTERS)!);
  expect(toldOf(refused)).toHaveLength(3);
  const [letter] = await topics.deadLetters(refused);
  expect(letter!.reason).toBe("it answered with 503");
  // From then on there is one attempt each, until one succeeds.
  const next = await browser.deal();
  await until("given up again", async () => (await letters()) > before.value(LETTERS)! + 1);
  expect(toldOf(next)).toHaveLength(1);
});

it.each([307, 308])(
  "follows a redirect by %d to an allowed address, and to no other",
  async (status) => {
    const { browser } = await subscribed(`/moved-${status}`);
    receiver.answer = (path) =>
      path.startsWith("/moved") ? { status, location: `${receiver.url}/new` } : { status: 204 };
    const deal = await browser.deal();
    await until("told there", () => Promise.resolve(toldOf(deal).length === 2));
    expect(toldOf(deal).map(({ path }) => path)).toEqual([`/moved-${status}`, "/new"]);
    const before = await letters();
    receiver.answer = () => ({ status, location: "http://169.254.169.254/latest/meta-data" });
    const kept = await browser.deal();
    await until("given up", async () => (await letters()) > before);
    const [letter] = await topics.deadLetters(kept);
    expect(letter!.reason).toBe("169.254.169.254 is not a public address");
  },
);

it("rejects an invalid webhook URL, a duplicate, and more than ten subscriptions", async () => {
  const { browser } = await subscribed("/0");
  const post = (url: string) => browser.post("/api/v1/subscriptions", { url });
  for (const url of ["ftp://example.com", "nowhere", "https://me:secret@example.com/"]) {
    expect([url, (await post(url)).status]).toEqual([url, 422]);
  }
  expect((await post(`${receiver.url}/0`)).status).toBe(409);
  for (let n = 1; n < 10; n++) expect((await post(`${receiver.url}/${n}`)).status).toBe(201);
  expect((await post(`${receiver.url}/10`)).status).toBe(409);
});
