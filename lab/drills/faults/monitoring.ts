import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { podsOf, processesOf } from "../../ask/pods";
import { kubectl, kubectlGet } from "../../cluster/kubectl";
import { urlOf } from "../../cluster/layout";
import type { Undo } from "../drill";

interface ConfigMap {
  readonly data: Readonly<Record<string, string>>;
}

/** Puts another text in place of one of a ConfigMap's, for a while. */
async function changed(name: string, key: string, change: (text: string) => string): Promise<Undo> {
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
    await put(before);
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

/** A configuration that Prometheus refuses. */
export function brokenConfiguration(): Promise<Undo> {
  return changed(
    "prometheus-config",
    "prometheus.yml",
    (text) => `${text}\nnothing_is_called_this: 1\n`,
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

/** Has a receiver refuse what is sent to it. */
export async function refusing(receiver: "slack" | "pagerduty"): Promise<Undo> {
  const order = async (count: number): Promise<void> => {
    const response = await fetch(`${urlOf("receivers")}/faults/${receiver}`, {
      method: "PUT",
      body: JSON.stringify({ status: 500, count }),
    });
    if (!response.ok) throw new Error(`The receivers answered ${await response.text()}`);
  };
  await order(1000);
  return () => order(0);
}
