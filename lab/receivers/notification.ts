import { z } from "zod";

export const RECEIVERS = [
  "pagerduty",
  "slack",
  "email",
  "opsgenie",
  "webhook",
  "watchdog",
] as const;
export type Receiver = (typeof RECEIVERS)[number];

/** `message`: the text says neither that something began nor that it ended. */
const KINDS = ["trigger", "acknowledge", "resolve", "heartbeat", "message"] as const;
export type Kind = (typeof KINDS)[number];

export const jsonObject = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof jsonObject>;

const arrival = z.object({
  receiver: z.enum(RECEIVERS),
  /**
   * Slack: the requested channel. Email: the recipients, separated by commas. OpsGenie: the responders. Webhook: its
   * name. Otherwise null.
   */
  channel: z.string().nullable(),
  kind: z.enum(KINDS),
  /** Sorted, without duplicates; empty if the message names none. */
  alertnames: z.array(z.string()),
  /** One line, for people. */
  summary: z.string(),
  /** What was sent, without its credentials. Email: envelope, subject, text, html. */
  body: jsonObject,
});

/** An accepted delivery that has no id yet. */
export type Arrival = z.infer<typeof arrival>;

export const notification = arrival.extend({
  /** Starts at 1 and is never reused, not even after a clearing or a restart. */
  id: z.int().positive(),
  /** ISO 8601, UTC. */
  receivedAt: z.iso.datetime(),
});

/** An accepted delivery, as it is stored and shown. */
export type Notification = z.infer<typeof notification>;
