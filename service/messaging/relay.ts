import type { Subscriptions } from "../subscriptions/repository";
import { DealEvent, type Notification } from "./events";
import type { Sending } from "./sending";
import { NOTIFICATIONS } from "./topics";

/** Turns each event into one notification per subscriber, from the topic `deals` to `notifications`. */
export class Relay {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly sending: Sending,
  ) {}

  /** The key that keeps the events of a deal in order. */
  readonly keyOf = (value: string): string | undefined => read(value)?.deal_id;

  /** Idempotent: a repetition sends the same notifications again, which changes nothing (see Deliveries). */
  readonly handle = async (value: string): Promise<void> => {
    const event = read(value);
    if (event === undefined) return;
    const ids = await this.subscriptions.idsOf(event.owner_id);
    if (ids.length === 0) return;
    await this.sending.send(
      ids.map((subscription_id) => {
        const notification: Notification = { subscription_id, event };
        return { topic: NOTIFICATIONS, key: event.deal_id, value: JSON.stringify(notification) };
      }),
    );
  };
}

function read(value: string): DealEvent | undefined {
  try {
    return DealEvent.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}
