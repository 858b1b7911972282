import { z } from "zod";

import { alertNames } from "./reading";
import { sameSecret } from "./secrets";
import type { Verdict } from "./verdict";
import { accept, parseObject, refuse } from "./verdict";

/** PagerDuty's limit for one event, 512 kB, which Alertmanager also respects. */
export const MAX_EVENT_BYTES = 512_000;

const SEVERITIES = ["critical", "warning", "error", "info"] as const;

const blank = (field: string) => `'${field}' is missing or blank`;
const text = (field: string, max: number) =>
  z
    .string(blank(field))
    .trim()
    .min(1, blank(field))
    .max(max, `'${field}' is too long (at most ${max} characters)`);

/** Limits are those of the Events API v2 reference: summary 1024 characters, dedup_key 255. */
const payload = z.object(
  {
    summary: text("payload.summary", 1024),
    source: text("payload.source", 1024),
    severity: z.enum(
      SEVERITIES,
      "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
    ),
  },
  blank("payload"),
);
const dedupKey = text("dedup_key", 255);
const following = { dedup_key: dedupKey };

const event = z.discriminatedUnion(
  "event_action",
  [
    z.object({
      event_action: z.literal("trigger"),
      payload,
      dedup_key: z.union([z.literal(""), dedupKey], "'dedup_key' is too long").optional(),
    }),
    z.object({ event_action: z.literal("acknowledge"), ...following }),
    z.object({ event_action: z.literal("resolve"), ...following }),
  ],
  "'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')",
);

/**
 * Answers `POST /v2/enqueue` like PagerDuty's Events API v2. The routing key is not stored.
 * @param newDedupKey creates the key for a trigger without one
 */
export function judgeEvent(raw: string, routingKey: string, newDedupKey: () => string): Verdict {
  const sent = parseObject(raw);
  if (sent === undefined) return invalid(["The request body is not a JSON object"]);

  const key = typeof sent.routing_key === "string" ? sent.routing_key : "";
  if (key.length !== 32) {
    return invalid(["Length of 'routing_key' is incorrect (should be 32 characters)"]);
  }
  if (!sameSecret(key, routingKey)) return invalid(["'routing_key' belongs to no service"]);

  const { data, error } = event.safeParse(sent);
  if (error) return invalid(error.issues.map(({ message }) => message));

  const dedup_key =
    data.dedup_key === undefined || data.dedup_key === "" ? newDedupKey() : data.dedup_key;
  const body = { ...sent, routing_key: "[secret]", dedup_key };
  const summary = data.event_action === "trigger" ? data.payload.summary : summaryOf(sent.payload);
  return accept(
    {
      receiver: "pagerduty",
      channel: null,
      kind: data.event_action,
      alertnames: alertNames(body),
      summary,
      body,
    },
    { status: 202, body: { status: "success", message: "Event processed", dedup_key } },
  );
}

/** The summary of a resolve or an acknowledge, if it has one: PagerDuty ignores the payload of these events. */
function summaryOf(payloadSent: unknown): string {
  return z.object({ summary: z.string() }).safeParse(payloadSent).data?.summary ?? "";
}

function invalid(errors: readonly string[]): Verdict {
  return refuse(400, { status: "invalid event", message: "Event object is invalid", errors });
}
