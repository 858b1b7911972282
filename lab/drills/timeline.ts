import { z } from "zod";

import type { AlertName } from "../../alert-rules/alerts";
import type { Severity } from "../../alert-rules/policy";
import { poll } from "../../tools/polling";
import { getJson } from "../clients/http";
import { urlOf } from "../cluster/layout";
import type { AlertState } from "./drill";
import { notification, type Notification, type Receiver } from "../receivers/notification";

const POLL_MS = 250;

const active = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        state: z.enum(["pending", "firing"]),
      }),
    ),
  }),
});

/**
 * The current state of an alert: the worst of its series. Undefined while Prometheus does not answer.
 *
 * @param severity for alerts with several severities: the tiers of an objective resolve at very different times
 */
export async function stateOf(alert: AlertName, severity: string): Promise<AlertState | undefined> {
  const answer = await getJson(`${urlOf("prometheus")}/api/v1/alerts`, active).catch(
    () => undefined,
  );
  if (answer === undefined) return undefined;
  const states = answer.data.alerts
    .filter(({ labels }) => labels.alertname === alert && labels.severity === severity)
    .map(({ state }) => state);
  return states.includes("firing") ? "firing" : states.includes("pending") ? "pending" : "quiet";
}

/** The id of the latest notification. */
export async function lastNotification(): Promise<number> {
  const all = await arrivals(0);
  return Math.max(0, ...all.map(({ id }) => id));
}

/** The notifications of all receivers after an id. */
export async function arrivals(after: number): Promise<readonly Notification[]> {
  return getJson(
    `${urlOf("receivers")}/notifications?since=${String(after)}`,
    z.array(notification),
  ).catch(() => []);
}

/** The receivers that have to be notified of each severity. */
export const HEARD_BY: Readonly<Record<Severity | "none", readonly Receiver[]>> = {
  none: ["watchdog"],
  critical: ["pagerduty", "slack"],
  warning: ["slack"],
  info: ["email"],
};

/**
 * Waits until a condition holds.
 *
 * @returns when it was seen, in milliseconds since 1970; undefined if the time ran out
 */
export function seenWithin(
  patienceMs: number,
  is: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<number | undefined> {
  return poll(async () => (await is()) && Date.now(), {
    seconds: patienceMs / 1000,
    everyMs: POLL_MS,
    ...(signal && { signal }),
  });
}
