import { z } from "zod";

import type { Notification } from "./notification";

export interface Incident {
  readonly dedupKey: string;
  readonly state: "triggered" | "acknowledged" | "resolved";
  /** The trigger events that came with this key; all but the openings are re-sendings. */
  readonly triggers: number;
  /** How often it was opened, which is how often a person was paged. */
  readonly opened: number;
  readonly summary: string;
  /** All that it has been about since it was opened. */
  readonly alertnames: readonly string[];
  /** ISO 8601: of the first trigger and of the last event that counted. */
  readonly openedAt: string;
  readonly updatedAt: string;
}

/** Under which key the body of each has what makes two events of one incident. */
const KEYS = { pagerduty: "dedup_key", opsgenie: "alias" } as const;

/**
 * PagerDuty's or OpsGenie's view of what arrived, one for each key in the order of their first opening. A resolve
 * or an acknowledge for a key that is not open changes nothing, as with them.
 */
export function incidents(
  arrived: readonly Notification[],
  receiver: keyof typeof KEYS,
): Incident[] {
  const byKey = new Map<string, Incident>();
  for (const each of arrived) {
    const dedupKey = z.string().safeParse(each.body[KEYS[receiver]]).data;
    if (each.receiver !== receiver || dedupKey === undefined) continue;
    const incident = next(byKey.get(dedupKey), each, dedupKey);
    if (incident) byKey.set(dedupKey, incident);
  }
  return [...byKey.values()];
}

function next(
  before: Incident | undefined,
  { kind, summary, alertnames, receivedAt }: Notification,
  dedupKey: string,
): Incident | undefined {
  const open = before !== undefined && before.state !== "resolved";
  if (kind === "trigger") {
    return {
      dedupKey,
      // A trigger does not take back that somebody has acknowledged.
      state: open ? before.state : "triggered",
      triggers: (before?.triggers ?? 0) + 1,
      opened: (before?.opened ?? 0) + (open ? 0 : 1),
      summary,
      alertnames: open ? [...new Set([...before.alertnames, ...alertnames])].sort() : alertnames,
      openedAt: open ? before.openedAt : receivedAt,
      updatedAt: receivedAt,
    };
  }
  if (!open) return before;
  const state = kind === "resolve" ? "resolved" : "acknowledged";
  return { ...before, state, updatedAt: receivedAt };
}
