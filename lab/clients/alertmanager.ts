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

/** The alerts of a name that Alertmanager takes for firing, each with who silences it. */
export async function alertsIn(alertname: string) {
  const filter = encodeURIComponent(`alertname="${alertname}"`);
  return getJson(`${urlOf("alertmanager")}/api/v2/alerts?filter=${filter}`, z.array(alert));
}

/** An alert that no rule made. */
export interface SyntheticAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Where that is past it has ended. @default so much later as Alertmanager's resolve_timeout says */
  readonly endsAt?: Date;
}

/** Gives Alertmanager alerts as Prometheus would. */
export async function giveAlerts(alerts: readonly SyntheticAlert[]): Promise<void> {
  const { status, text } = await ask(`${urlOf("alertmanager")}/api/v2/alerts`, {
    method: "POST",
    body: JSON.stringify(alerts),
  });
  if (status !== 200) throw new Error(`Alertmanager answered ${String(status)}: ${text}`);
}
