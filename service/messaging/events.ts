import { z } from "zod";

import type { Deal } from "../deals/schemas";

export const EVENT_TYPES = ["deal.created", "deal.changed", "deal.deleted"] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * What of a deal leaves the service: the car, the money and the status. Who buys it stays here, and so do the notes: whoever
 * is told of a change may ask for the rest.
 */
const PUBLISHED = [
  "status",
  "vehicle_make",
  "vehicle_model",
  "vehicle_year",
  "vehicle_vin",
  "asking_price",
  "offer_price",
] as const satisfies readonly (keyof Deal)[];

export type PublishedDeal = Pick<Deal, (typeof PUBLISHED)[number]>;

export function published(deal: Deal): PublishedDeal {
  return Object.fromEntries(PUBLISHED.map((name) => [name, deal[name]])) as PublishedDeal;
}

/** One message of the topic `deals`, under the deal's id as its key. */
export const DealEvent = z.object({
  /** The same, however often the event arrives. */
  id: z.uuid(),
  /** Of two events of one deal the later one has the larger number. */
  sequence: z.int(),
  type: z.enum(EVENT_TYPES),
  occurred_at: z.iso.datetime(),
  deal_id: z.uuid(),
  owner_id: z.uuid(),
  /** The deal after it; before it, where it was deleted. */
  deal: z.record(z.string(), z.unknown()),
});
export type DealEvent = z.output<typeof DealEvent>;

/** One message of the topic `notifications`: an event, and one of those who are to be told. Under the deal's id, too. */
export const Notification = z.object({ subscription_id: z.uuid(), event: DealEvent });
export type Notification = z.output<typeof Notification>;
