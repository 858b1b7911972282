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
 * How far an alert is now: its worst series says. Unknown while Prometheus does not answer.
 *
 * @param severity of an alert that has several: the tiers of an objective end at very different times
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

/** The number of the last notification so far. */
export async function lastNotification(): Promise<number> {
  const all = await arrivals(0);
  return Math.max(0, ...all.map(({ id }) => id));
}

/** What arrived after a notification, of all receivers. */
export async function arrivals(after: number): Promise<readonly Notification[]> {
  return getJson(
    `${urlOf("receivers")}/notifications?since=${String(after)}`,
    z.array(notification),
  ).catch(() => []);
}

/** The receivers to which a person listens who is told of a severity. */
export const HEARD_BY: Readonly<Record<Severity | "none", readonly Receiver[]>> = {
  none: ["watchdog"],
  critical: ["pagerduty", "slack"],
  warning: ["slack"],
  info: ["email"],
};

/**
 * Waits until something is so.
 *
 * @returns milliseconds since 1970 at which it was seen; undefined when the time was over before
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
