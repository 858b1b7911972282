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

/** The kubelet brings a changed ConfigMap within a minute or so, and Prometheus looks every half one. */
const TAKEN_SECONDS = 180;

interface ConfigMap {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, string>>;
}

/** Puts another text in place of one of a ConfigMap's, for a while. */
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
    // Not as a patch, which is an argument: that may have 128 KiB at the most, and all of the rules are more.
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
 * A rule that Prometheus takes, and that fails each time: two targets of one job are two series without a label to tell
 * them apart. It is there once Prometheus has taken it.
 */
export async function failingRule(): Promise<Undo> {
  const expr = 'up{job="backend"} * on (job) up{job="backend"}';
  return addedRules({ name: FAILING, rules: [{ record: "drill:fails", expr }] });
}

/** A group of rules beside the program's own, for a while. It is there once every Prometheus has taken it. */
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
 * A configuration that Prometheus refuses; it is there once Prometheus has. It is mended by one that is new to it: it
 * does not look again at what it took last.
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

/** A block of samples that cannot be read, as a disk leaves it that fails. */
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

/** Has the webhooks refuse what is sent to them, and gives them something to refuse. */
export async function refusingWebhook(): Promise<Undo> {
  const order = async (count: number): Promise<void> => {
    const response = await fetch(`${urlOf("receivers")}/faults/webhook`, {
      method: "PUT",
      body: JSON.stringify({ status: 500, count }),
    });
    if (!response.ok) throw new Error(`The receivers answered ${await response.text()}`);
  };
  await order(1000);
  // Without being told again, Alertmanager takes it for resolved after a while.
  const stop = repeatedly(1, () => giveAlerts([MESSAGE]));
  return async () => {
    await stop();
    await order(0);
    await giveAlerts([{ ...MESSAGE, endsAt: new Date() }]);
  };
}
