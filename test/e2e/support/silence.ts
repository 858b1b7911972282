import { z } from "zod";

import { getJson } from "../../../lab/clients/http";
import { metricsOf, podsOf } from "../../../lab/clients/pods";
import { urlOf } from "../../../lab/cluster/layout";
import { eventually } from "../../../tools/polling";

const silence = z.object({ id: z.string(), status: z.object({ state: z.string() }) });

/** Creates a silence that matches nothing and should survive. Returns its id. */
export async function createSilence(): Promise<string> {
  const response = await fetch(`${urlOf("alertmanager")}/api/v2/silences`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      matchers: [{ name: "alertname", value: "NothingIsCalledThis", isRegex: false }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: "live proof",
      comment: "is to survive",
    }),
  });
  return z.object({ silenceID: z.string() }).parse(await response.json()).silenceID;
}

/** How often Alertmanager has written its snapshots of silences and of the notification log. */
async function snapshots(): Promise<number> {
  const [pod] = await podsOf("alertmanager");
  const text = pod === undefined ? "" : await metricsOf(pod, 9093);
  const counts = [...text.matchAll(/^alertmanager_(?:silences|nflog)_maintenance_total (\d+)/gm)];
  expect(counts).toHaveLength(2);
  return Math.min(...counts.map(([, count]) => Number(count)));
}

/** Waits for a snapshot that started after this call. */
export async function written(): Promise<void> {
  const before = await snapshots();
  await eventually("a snapshot of Alertmanager's state", 60, async () => {
    // The first one to finish may have started before.
    expect(await snapshots()).toBeGreaterThan(before + 1);
  });
}

export async function expectSilence(id: string): Promise<void> {
  await eventually("the silence", 30, async () => {
    const found = await getJson(`${urlOf("alertmanager")}/api/v2/silence/${id}`, silence);
    expect(found.status.state).toBe("active");
  });
}

export async function deleteSilence(id: string): Promise<void> {
  await fetch(`${urlOf("alertmanager")}/api/v2/silence/${id}`, { method: "DELETE" });
}
