import { setTimeout as sleep } from "node:timers/promises";

import { Browser } from "./browser";
import { until, type RunningService } from "./harness";
import type { Receiver } from "./receiver";
import type { TopicsRead } from "./topicsRead";

/** The deals of one user. */
const DEALS = 6;
const CHANGES = 25;
const EVENTS = DEALS * (CHANGES + 1);

interface Traffic {
  /** Two replicas, which take turns. */
  readonly services: readonly [RunningService, RunningService];
  readonly receiver: Receiver;
  readonly topics: TopicsRead;
}

/** Changes of deals by a user who subscribes to them, while something fails. */
export class DealTraffic {
  #deals: readonly string[] = [];

  constructor(private readonly args: Traffic) {}

  /**
   * Begins, and waits until the first events have been delivered. @returns how many events there will be, and the end of
   * all changes, which all succeed
   */
  async begin(): Promise<{ readonly events: number; readonly done: Promise<unknown> }> {
    const { services, receiver } = this.args;
    const [first, second] = services;
    const before = receiver.received.length;
    const browser = await Browser.signedIn(first.url);
    await browser.post("/api/v1/subscriptions", { url: receiver.url });
    const elsewhere = new Browser(second.url);
    for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
    this.#deals = await Promise.all(Array.from({ length: DEALS }, () => browser.deal()));
    const change = async (deal: string) => {
      for (let n = 1; n <= CHANGES; n++) {
        const through = n % 2 === 0 ? browser : elsewhere;
        const { status } = await through.put(`/api/v1/deals/${deal}`, { asking_price: 10_000 + n });
        expect(status).toBe(200);
        await sleep(20);
      }
    };
    const done = Promise.all(this.#deals.map(change));
    await until("begun", () => Promise.resolve(receiver.received.length > before + DEALS));
    return { events: EVENTS, done };
  }

  /**
   * Waits until all events of the deals have arrived, and then until every message has been consumed. @returns the
   * milliseconds until the events had arrived
   */
  async untilDelivered(): Promise<number> {
    const { receiver, topics } = this.args;
    const began = performance.now();
    const isOurs = (id: unknown) => this.#deals.includes(String(id));
    const arrived = () =>
      receiver.received.filter(({ body }) => isOurs(body.deal_id)).length >= EVENTS;
    await until("all delivered", () => Promise.resolve(arrived()), 60);
    const took = performance.now() - began;
    await topics.untilCaughtUp();
    return took;
  }

  /** Expects all events of each deal: its initial price, 18500.5, and then each change once and in order. */
  expectEachOnceAndInOrder(): void {
    const changed = Array.from({ length: CHANGES }, (_, n) => 10_001 + n);
    for (const deal of this.#deals) {
      const prices = this.args.receiver.received
        .filter(({ body }) => body.deal_id === deal)
        .map(({ body }) => body.deal.asking_price);
      expect(prices).toEqual([18_500.5, ...changed]);
    }
  }
}
