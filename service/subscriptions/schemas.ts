import { z } from "zod";

/** Where somebody is told of their deals. Who it leads to is seen when it is asked: names change. */
export const NewSubscription = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: "must be a URL that begins with https://" })
    .max(2000)
    // A URL's reader drops it, and PostgreSQL takes none.
    .refine((url) => !url.includes("\0"), "must not contain NUL")
    .refine(
      (url) => !URL.canParse(url) || new URL(url).username + new URL(url).password === "",
      "must not hold credentials: the signature says who sends",
    ),
});
export type NewSubscription = z.output<typeof NewSubscription>;

export const Subscription = z.strictObject({
  id: z.uuid(),
  url: z.string(),
  created_at: z.iso.datetime(),
});
export type Subscription = z.output<typeof Subscription>;

/** `secret` is shown this once: by it what arrives is checked. */
export const CreatedSubscription = Subscription.extend({ secret: z.string() });
export type CreatedSubscription = z.output<typeof CreatedSubscription>;

export const SubscriptionList = z.strictObject({ items: z.array(Subscription) });
export type SubscriptionList = z.output<typeof SubscriptionList>;

export const SubscriptionId = z.strictObject({ id: z.uuid() });
