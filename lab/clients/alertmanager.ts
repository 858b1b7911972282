import { z } from "zod";

import { urlOf } from "../cluster/layout";
import { ask, getJson } from "./http";

const alert = z.object({
  fingerprint: z.string(),
  labels: z.record(z.string(), z.string()),
  status: z.object({
    /** `suppressed`: by an inhibition, a silence or a time interval. */
    state: z.enum(["unprocessed", "active", "suppressed"]),
    inhibitedBy: z.array(z.string()),
  }),
});

/** The alerts of a name that Alertmanager considers firing, each with the alerts that inhibit it. */
export async function alertsIn(alertname: string) {
  const filter = encodeURIComponent(`alertname="${alertname}"`);
  return getJson(`${urlOf("alertmanager")}/api/v2/alerts?filter=${filter}`, z.array(alert));
}

/** An alert that no rule produced. */
export interface SyntheticAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** If this is in the past, the alert has ended. @default Alertmanager's resolve_timeout from now */
  readonly endsAt?: Date;
}

/** Posts alerts to Alertmanager as Prometheus does. */
export async function giveAlerts(alerts: readonly SyntheticAlert[]): Promise<void> {
  const { status, text } = await ask(`${urlOf("alertmanager")}/api/v2/alerts`, {
    method: "POST",
    body: JSON.stringify(alerts),
  });
  if (status !== 200) throw new Error(`Alertmanager answered ${String(status)}: ${text}`);
}
