import { z } from "zod";

import type { Notification } from "./notification";

/** An incident in PagerDuty, or an alert in OpsGenie. */
export interface Incident {
  readonly dedupKey: string;
  readonly state: "triggered" | "acknowledged" | "resolved";
  /** The number of trigger events with this key; all but those that opened it are repetitions. */
  readonly triggers: number;
  /** How often it was opened, which is how often a person was paged. */
  readonly opened: number;
  readonly summary: string;
  /** All alerts that it has contained since it was last opened. */
  readonly alertnames: readonly string[];
  /** ISO 8601: the times of the trigger that opened it, and of the last event that had an effect. */
  readonly openedAt: string;
  readonly updatedAt: string;
}

/** The field in each receiver's body that identifies the incident of an event. */
const KEYS = { pagerduty: "dedup_key", opsgenie: "alias" } as const;

/**
 * The incidents of PagerDuty or OpsGenie, one for each key, in the order in which they were first opened. As with the
 * real services, a resolve or an acknowledge for a key that is not open has no effect.
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
      // A trigger does not undo an acknowledgement.
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
