import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { podsOf, processesOf } from "../../ask/pods";
import { giveAlerts } from "../../ask/alertmanager";
import { kubectl, kubectlGet } from "../../cluster/kubectl";
import { urlOf } from "../../cluster/layout";
import { repeatedly } from "../background";
import type { Undo } from "../drill";

interface ConfigMap {
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
  const put = (text: string) =>
    kubectl([
      "patch",
      ...where,
      "--type=merge",
      `--patch=${JSON.stringify({ data: { [key]: text } })}`,
    ]);
  await put(change(before));
  return async () => {
    await put(mend(before));
  };
}

/** A rule that Prometheus takes, and that fails each time: two targets of one job are two series without a label to tell them apart. */
export function failingRule(): Promise<Undo> {
  const rule = {
    groups: [
      {
        name: "drill",
        rules: [{ record: "drill:fails", expr: 'up{job="backend"} * on (job) up{job="backend"}' }],
      },
    ],
  };
  return changed("prometheus-rules", "alerts.yml", (text) => {
    const lines = JSON.stringify(rule.groups[0]);
    return text.replace(/^groups:\n/, `groups:\n  - ${lines}\n`);
  });
}

/**
 * A configuration that Prometheus refuses. It is mended by one that is new to it: it does not look again at what it
 * took last.
 */
export function brokenConfiguration(): Promise<Undo> {
  return changed(
    "prometheus-config",
    "prometheus.yml",
    (text) => `${text}\nnothing_is_called_this: 1\n`,
    (text) => `${text}# mended\n`,
  );
}

/** A block of samples that cannot be read, as a disk leaves it that fails. */
export async function brokenBlock(): Promise<Undo> {
  const [pod] = await podsOf("prometheus");
  const pid = pod && processesOf(pod)[0];
  if (pid === undefined)
    throw new Error("Prometheus has no process, so its volume cannot be reached.");
  const block = join(`/proc/${String(pid)}/root/prometheus`, "01DRXXXXXXXXXXXXXXXXXXXXXX");
  mkdirSync(join(block, "chunks"), { recursive: true });
  const meta = {
    ulid: "01DRXXXXXXXXXXXXXXXXXXXXXX",
    minTime: 0,
    maxTime: 1,
    stats: { numSamples: 1, numSeries: 1, numChunks: 1 },
    compaction: { level: 1, sources: ["01DRXXXXXXXXXXXXXXXXXXXXXX"] },
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
    summary: "A message that a webhook is to refuse.",
    description: "Nothing is wrong: a drill has given this to Alertmanager.",
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
