import { createHmac, randomBytes } from "node:crypto";

/*
 * Follows the specification Standard Webhooks 1.0, so that receivers have libraries to verify it with:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A new secret, in the notation in which both sides store it. */
export const newSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString("base64");

/**
 * The headers that tell a receiver who sent a body and when, and whether it is a repetition.
 *
 * @param seconds since the epoch
 */
export function signed(secret: string, id: string, seconds: number, body: string) {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": `v1,${signature}`,
  };
}
