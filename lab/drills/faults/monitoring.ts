import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { PROMETHEUS_PORT } from "../../../infra/ports";
import { eventually } from "../../../tools/polling";
import { metricsOf, pageOf, podsOf } from "../../clients/pods";
import { z } from "zod";

import { giveAlerts } from "../../clients/alertmanager";
import { kubectl, kubectlGet } from "../../cluster/kubectl";
import { urlOf } from "../../cluster/layout";
import { repeatedly } from "../background";
import type { Undo } from "../drill";
import { folderOf } from "./volume";

/**
 * The kubelet updates a changed ConfigMap within about a minute, and Prometheus looks for changes every half minute.
 */
const TAKEN_SECONDS = 180;

interface ConfigMap {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, string>>;
}

/** Replaces one text in a ConfigMap for a while. */
async function changed(
  name: string,
  key: string,
  change: (text: string) => string,
  mend: (text: string) => string = (text) => text,
): Promise<Undo> {
  const where = ["configmap", name, "--namespace=monitoring"];
  const before = (await kubectlGet<ConfigMap>(where)).data[key];
  if (before === undefined) throw new Error(`The ConfigMap ${name} has no ${key}.`);
  const put = async (text: string) => {
    // Not as a patch, which would be a command line argument of at most 128 KiB: the rules together are longer.
    const { metadata, ...now } = await kubectlGet<ConfigMap>(where);
    const { resourceVersion: _, managedFields: __, ...rest } = metadata;
    const data = { ...now.data, [key]: text };
    await kubectl(["replace", "-f", "-"], JSON.stringify({ ...now, metadata: rest, data }));
  };
  await put(change(before));
  return async () => {
    await put(mend(before));
  };
}

const FAILING = "drill";

const loaded = z.object({
  data: z.object({ groups: z.array(z.object({ name: z.string() })) }),
});

/**
 * A rule that Prometheus accepts but that fails at every evaluation: two targets of a job give two series that the
 * matched labels do not distinguish. Resolves once Prometheus has loaded it.
 */
export async function failingRule(): Promise<Undo> {
  const expr = 'up{job="backend"} * on (job) up{job="backend"}';
  return addedRules({ name: FAILING, rules: [{ record: "drill:fails", expr }] });
}

/** Adds a group of rules for a while. Resolves once every Prometheus has loaded it. */
export async function addedRules(group: {
  readonly name: string;
  readonly rules: readonly object[];
}): Promise<Undo> {
  const undo = await changed("prometheus-rules", "alerts.yml", (text) =>
    text.replace(/^groups:\n/, `groups:\n  - ${JSON.stringify(group)}\n`),
  );
  await eventually(`Prometheus takes the rules ${group.name}`, TAKEN_SECONDS, async () => {
    for (const pod of await podsOf("prometheus")) {
      const { data } = loaded.parse(JSON.parse(await pageOf(pod, PROMETHEUS_PORT, "api/v1/rules")));
      if (!data.groups.some(({ name }) => name === group.name)) throw new Error("It has not yet.");
    }
  });
  return undo;
}

/**
 * A configuration that Prometheus rejects. Resolves once it has. The repair differs from the original text, because the
 * configuration loaded last is not reloaded.
 */
export async function brokenConfiguration(): Promise<Undo> {
  const undo = await changed(
    "prometheus-config",
    "prometheus.yml",
    (text) => `${text}\nnothing_is_called_this: 1\n`,
    (text) => `${text}# mended\n`,
  );
  await eventually("Prometheus refuses a configuration", TAKEN_SECONDS, async () => {
    const [pod] = await podsOf("prometheus");
    const page = pod === undefined ? "" : await metricsOf(pod, PROMETHEUS_PORT);
    if (!/^prometheus_config_last_reload_successful 0$/m.test(page)) {
      throw new Error("It has not yet.");
    }
  });
  return undo;
}

/** A block of samples that cannot be read, such as a failing disk leaves behind. */
export async function brokenBlock(): Promise<Undo> {
  const ulid = "01DRXXXXXXXXXXXXXXXXXXXXXX";
  const block = join(await folderOf("prometheus", "/prometheus"), ulid);
  mkdirSync(join(block, "chunks"), { recursive: true });
  const meta = {
    ulid,
    minTime: 0,
    maxTime: 1,
    stats: { numSamples: 1, numSeries: 1, numChunks: 1 },
    compaction: { level: 1, sources: [ulid] },
    version: 1,
  };
  writeFileSync(join(block, "meta.json"), JSON.stringify(meta));
  writeFileSync(join(block, "index"), "this is no index");
  return () => {
    rmSync(block, { recursive: true, force: true });
    return Promise.resolve();
  };
}

const MESSAGE = {
  labels: { alertname: "DrillMessage", severity: "warning", component: "monitoring" },
  annotations: {
    summary: "A message that a webhook rejects.",
    description: "Nothing is wrong: a drill has sent this to Alertmanager.",
  },
} as const;

/** Makes the webhooks reject messages, and sends them some. */
export async function refusingWebhook(): Promise<Undo> {
  const order = async (count: number): Promise<void> => {
    const response = await fetch(`${urlOf("receivers")}/faults/webhook`, {
      method: "PUT",
      body: JSON.stringify({ status: 500, count }),
    });
    if (!response.ok) throw new Error(`The receivers answered ${await response.text()}`);
  };
  await order(1000);
  // Alertmanager resolves an alert that is not sent again.
  const stop = repeatedly(1, () => giveAlerts([MESSAGE]));
  return async () => {
    await stop();
    await order(0);
    await giveAlerts([{ ...MESSAGE, endsAt: new Date() }]);
  };
}
