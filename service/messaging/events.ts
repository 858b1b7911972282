import { z } from "zod";

import type { Deal } from "../deals/schemas";

export const EVENT_TYPES = ["deal.created", "deal.changed", "deal.deleted"] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * The fields of a deal that leave the service: the car, the money and the status. The customer and the notes stay here;
 * a subscriber may ask for the rest.
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

/** One message of the topic `deals`; its key is the deal's id. */
export const DealEvent = z.object({
  /** The same each time that the event is delivered. */
  id: z.uuid(),
  /** Of two events of one deal, the later one has the larger number. */
  sequence: z.int(),
  type: z.enum(EVENT_TYPES),
  occurred_at: z.iso.datetime(),
  deal_id: z.uuid(),
  owner_id: z.uuid(),
  /** The deal after the change; if it was deleted, the deal before. */
  deal: z.record(z.string(), z.unknown()),
});
export type DealEvent = z.output<typeof DealEvent>;

/** One message of the topic `notifications`: an event and one of its subscribers. Its key is the deal's id, too. */
export const Notification = z.object({ subscription_id: z.uuid(), event: DealEvent });
export type Notification = z.output<typeof Notification>;
