import { createHmac, randomBytes } from "node:crypto";

/*
 * As the specification Standard Webhooks 1.0 has it, so that whoever is told has libraries to check it by:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** A new secret, in the writing in which both sides keep it. */
export const newSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString("base64");

/**
 * The headers by which a receiver knows who has sent a body, when, and whether it has had it already.
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
