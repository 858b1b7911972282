import { createHash, timingSafeEqual } from "node:crypto";

import { z } from "zod";

const hash = (secret: string) => createHash("sha256").update(secret).digest();

/** Compares in constant time, so that the duration does not reveal how far the two agree. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(hash(given), hash(expected));
}

/** The credentials that senders must present, in the formats of the real services. */
export const receiverSecrets = z.strictObject({
  pagerdutyRoutingKey: z
    .string()
    .regex(
      /^[A-Za-z0-9]{32}$/,
      "must be 32 letters and digits, as PagerDuty's integration keys are",
    ),
  slackWebhookPath: z
    .string()
    .regex(
      /^\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]{16,}$/,
      "must be the path of a Slack webhook: /services/T…/B…/ and 16 or more letters and digits",
    ),
  smtpUsername: z.string().min(1, "must not be empty"),
  smtpPassword: z.string().min(8, "must have 8 characters or more"),
  opsgenieApiKey: z.uuid("must be a UUID, as OpsGenie's integration keys are"),
  webhookToken: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,}$/, "must be 16 or more letters, digits, - and _"),
  watchdogToken: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,}$/, "must be 16 or more letters, digits, - and _"),
});
export type ReceiverSecrets = z.infer<typeof receiverSecrets>;
