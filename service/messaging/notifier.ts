import { setTimeout as sleep } from "node:timers/promises";

import type { Logger } from "pino";

import type { WorkerMetrics } from "../metrics/metrics";
import type { Receiver, Subscriptions } from "../subscriptions/repository";
import { ForbiddenAddress } from "../webhooks/addresses";
import type { Sender } from "../webhooks/sender";
import { signed } from "../webhooks/signature";
import type { Deliveries } from "./deliveries";
import { Notification } from "./events";
import type { Sending } from "./sending";
import { DEAD_LETTERS } from "./topics";

interface NotifierArgs {
  readonly subscriptions: Subscriptions;
  readonly deliveries: Deliveries;
  readonly sender: Sender;
  readonly sending: Sending;
  readonly metrics: WorkerMetrics;
  readonly logger: Logger;
  /** The waits between the attempts. */
  readonly retrySeconds: readonly number[];
}

/** Longer than an attempt takes, including the writes before and after it. */
const CLAIM_SECONDS = 15;

/** Delivers each event to each subscriber once; undeliverable notifications go to the dead-letter topic. */
export class Notifier {
  /**
   * Subscribers whose last delivery failed. They get one attempt each until one succeeds, because others wait behind
   * them.
   */
  readonly #struggling = new Set<string>();

  constructor(private readonly args: NotifierArgs) {}

  /**
   * The key: a subscriber receives the events of one deal in order, while those of other deals and subscribers go on.
   */
  readonly keyOf = (value: string): string | undefined => {
    const it = read(value);
    return it && `${it.subscription_id}/${it.event.deal_id}`;
  };

  readonly handle = async (value: string, signal: AbortSignal): Promise<void> => {
    const notification = read(value);
    if (notification === undefined) return;
    const { subscriptions, deliveries } = this.args;
    const { subscription_id: id, event } = notification;
    const receiver = await subscriptions.receiver(id);
    // The subscription was removed: nothing to deliver.
    if (receiver === undefined) return;
    const claim = await deliveries.claim(event.id, id, CLAIM_SECONDS);
    if (claim === "ended") return;
    if (claim === "taken") throw new Error("another worker tells of this event");
    const failure = await this.#tell(notification, receiver, signal);
    if (failure === undefined) {
      this.#struggling.delete(id);
    } else {
      this.#struggling.add(id);
      await this.#giveUp(notification, failure);
    }
    await deliveries.end(event.id, id);
  };

  /** @returns why the notification could not be delivered; undefined if it was */
  async #tell(
    { subscription_id: id, event }: Notification,
    receiver: Receiver,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const rests = this.#struggling.has(id) ? [] : this.args.retrySeconds;
    for (let attempts = 0; ; attempts += 1) {
      const failure = await this.#attempt(event, receiver);
      if (failure === undefined) return undefined;
      const rest = rests[attempts];
      if (rest === undefined || failure.final) return failure.reason;
      await this.args.deliveries.keep(event.id, id, rest + CLAIM_SECONDS);
      await sleep(1000 * rest, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) {
        await this.args.deliveries.keep(event.id, id, 0);
        throw new Error("stopping");
      }
    }
  }

  async #attempt(event: Notification["event"], { url, secret }: Receiver) {
    const { sender, metrics } = this.args;
    const { id, type, sequence, occurred_at, deal_id, deal } = event;
    const body = JSON.stringify({ id, type, sequence, occurred_at, deal_id, deal });
    const started = performance.now();
    try {
      await sender.send(url, signed(secret, id, Math.floor(Date.now() / 1000), body), body);
      metrics.autodealgenie_webhook_attempts_total.inc({ outcome: "delivered" });
      return undefined;
    } catch (error) {
      const final = error instanceof ForbiddenAddress;
      const outcome = final ? "forbidden" : "failed";
      metrics.autodealgenie_webhook_attempts_total.inc({ outcome });
      return { final, reason: error instanceof Error ? error.message : String(error) };
    } finally {
      metrics.autodealgenie_webhook_duration_seconds.observe((performance.now() - started) / 1000);
    }
  }

  async #giveUp(notification: Notification, reason: string): Promise<void> {
    const { sending, metrics, logger } = this.args;
    const { subscription_id, event } = notification;
    await sending.send([
      {
        topic: DEAD_LETTERS,
        key: event.deal_id,
        value: JSON.stringify(notification),
        headers: { reason },
      },
    ]);
    metrics.autodealgenie_webhook_dead_letters_total.inc();
    // Not logged, because the reason may name the address, which is the subscriber's affair.
    logger.warn({ subscription: subscription_id, event: event.id }, "a webhook is given up");
  }
}

function read(value: string): Notification | undefined {
  try {
    return Notification.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}
