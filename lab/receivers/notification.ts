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

/** `message`: what arrived says neither that something began nor that it ended. */
const KINDS = ["trigger", "acknowledge", "resolve", "heartbeat", "message"] as const;
export type Kind = (typeof KINDS)[number];

export const jsonObject = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof jsonObject>;

const arrival = z.object({
  receiver: z.enum(RECEIVERS),
  /**
   * Slack: the channel asked for. Email: the recipients, comma separated. OpsGenie: the responders. Webhook: its name.
   * Elsewhere null.
   */
  channel: z.string().nullable(),
  kind: z.enum(KINDS),
  /** Sorted, each once; empty where the message names none. */
  alertnames: z.array(z.string()),
  /** One line for a person. */
  summary: z.string(),
  /** What was sent, without the credentials that came with it. Email: envelope, subject, text, html. */
  body: jsonObject,
});

/** One accepted delivery, before it has a number. */
export type Arrival = z.infer<typeof arrival>;

export const notification = arrival.extend({
  /** Counts up from 1 and is never used twice, not even after a clearing or a restart. */
  id: z.int().positive(),
  /** ISO 8601, UTC. */
  receivedAt: z.iso.datetime(),
});

/** One accepted delivery, as it is kept and shown. */
export type Notification = z.infer<typeof notification>;
