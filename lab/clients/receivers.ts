import { z } from "zod";

import { BUDGET_ALERTS } from "../../alert-rules/slos";
import { urlOf } from "../cluster/layout";
import { notification, type Notification, type Receiver } from "../receivers/notification";
import { subscriberUrl } from "../receivers/addresses";
import { delivery, type Delivery } from "../receivers/subscriber";
import { getJson } from "./http";

const incident = z.object({
  dedupKey: z.string(),
  state: z.enum(["triggered", "acknowledged", "resolved"]),
  triggers: z.number(),
  opened: z.number(),
  summary: z.string(),
  alertnames: z.array(z.string()),
});

/** Everything that arrived at one receiver about one alert since the inbox was last cleared. */
export async function arrived(
  receiver: Receiver,
  alertname: string,
): Promise<readonly Notification[]> {
  const url = `${urlOf("receivers")}/notifications?receiver=${receiver}`;
  const all = await getJson(url, z.array(notification));
  return all.filter(({ alertnames }) => alertnames.includes(alertname));
}

/** Everything that arrived at any receiver since the inbox was last cleared, oldest first. */
export function everythingArrived(): Promise<readonly Notification[]> {
  return getJson(`${urlOf("receivers")}/notifications`, z.array(notification));
}

function allIncidents() {
  return getJson(`${urlOf("receivers")}/incidents`, z.array(incident));
}

/** The incidents, without those that contain alerts on objectives, which outlast their cause: see firing(). */
export async function incidents() {
  const objectives: readonly string[] = BUDGET_ALERTS;
  return (await allIncidents()).filter(
    ({ alertnames }) => !alertnames.some((name) => objectives.includes(name)),
  );
}

/** The open or closed incidents that contain an alert, whatever else they contain. */
export async function incidentsOf(alertname: string) {
  return (await allIncidents()).filter(({ alertnames }) => alertnames.includes(alertname));
}

/** Every webhook of the service that a subscriber got, in order. */
export function deliveriesTo(subscriber: string): Promise<readonly Delivery[]> {
  return getJson(subscriberUrl(subscriber, urlOf("receivers")), z.array(delivery));
}

/** Deletes everything that has arrived so far. */
export async function clear(): Promise<void> {
  const response = await fetch(`${urlOf("receivers")}/notifications`, { method: "DELETE" });
  if (!response.ok) throw new Error(`The receivers answered ${String(response.status)}.`);
}
