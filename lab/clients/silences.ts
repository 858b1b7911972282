import { z } from "zod";

import { ALERTMANAGER_PORT } from "../../infra/ports";
import { urlOf } from "../cluster/layout";
import { ask } from "./http";
import { pageOf, type Pod } from "./pods";

const made = z.object({ silenceID: z.string() });
const silences = z.array(
  z.object({
    id: z.string(),
    comment: z.string(),
    status: z.object({ state: z.enum(["active", "pending", "expired"]) }),
  }),
);

/** Silences an alert at every Alertmanager, as a person does. @returns the silence's id */
export async function silence(alertname: string, hours: number, comment: string): Promise<string> {
  const now = Date.now();
  const { status, text } = await ask(`${urlOf("alertmanager")}/api/v2/silences`, {
    method: "POST",
    body: JSON.stringify({
      matchers: [{ name: "alertname", value: alertname, isRegex: false, isEqual: true }],
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + hours * 3_600_000).toISOString(),
      createdBy: "the live proof",
      comment,
    }),
  });
  if (status !== 200) throw new Error(`Alertmanager answered ${String(status)}: ${text}`);
  return made.parse(JSON.parse(text)).silenceID;
}

/** Expires a silence early. */
export async function unsilence(id: string): Promise<void> {
  const url = `${urlOf("alertmanager")}/api/v2/silence/${id}`;
  const { status, text } = await ask(url, { method: "DELETE" });
  if (status !== 200) throw new Error(`Alertmanager answered ${String(status)}: ${text}`);
}

/** The silences that one Alertmanager knows. */
export async function silencesAt(pod: Pod): Promise<z.infer<typeof silences>> {
  return silences.parse(JSON.parse(await pageOf(pod, ALERTMANAGER_PORT, "api/v2/silences")));
}
