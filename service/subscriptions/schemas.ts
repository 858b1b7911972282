import { z } from "zod";

/**
 * Where a user wants to be notified. The address behind the name is checked when it is used, because DNS names change.
 */
export const NewSubscription = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: "must be a URL that begins with https://" })
    .max(2000)
    // The URL parser drops it, and PostgreSQL cannot store it.
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

/** `secret` is shown only this once; subscribers verify signatures with it. */
export const CreatedSubscription = Subscription.extend({ secret: z.string() });
export type CreatedSubscription = z.output<typeof CreatedSubscription>;

export const SubscriptionList = z.strictObject({ items: z.array(Subscription) });
export type SubscriptionList = z.output<typeof SubscriptionList>;

export const SubscriptionId = z.strictObject({ id: z.uuid() });
