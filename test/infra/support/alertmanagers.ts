import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { AlertmanagerConfig } from "../../../infra/rendered-config/alertmanager/types";
import { toYaml } from "../../../infra/rendered-config/yaml";
import { eventually } from "../../../tools/polling";
import { toolPath } from "../../../lab/builder/tools";
import { freePort } from "../../support/freePort";

/** The ports of one Alertmanager on the loopback: for clients, and for the other Alertmanagers. */
export interface Peer {
  readonly web: number;
  readonly mesh: number;
}

/** A received notification about one alert, which is `firing` or `resolved`. */
export interface Notification {
  readonly alertname: string;
  readonly status: string;
}

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970, like endsAt. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Real Alertmanagers of one cluster on the loopback, with one receiver. */
export interface Alertmanagers {
  /** In the order in which they wait for each other. */
  readonly peers: readonly Peer[];
  readonly told: readonly Notification[];
  close(): Promise<void>;
}

interface Message {
  readonly status: string;
  readonly groupLabels: { readonly alertname: string };
}

const PERSON = "person";
const PATIENCE_SECONDS = 60;

interface AlertmanagersArgs {
  readonly count: number;
  /** Alertmanager's own configuration without the receivers, of which there is only one. */
  readonly config: {
    readonly route: Omit<AlertmanagerConfig["route"], "receiver">;
    readonly inhibit_rules?: AlertmanagerConfig["inhibit_rules"];
  };
  readonly arguments?: readonly string[];
}

/** @throws if they do not start, or do not find each other, within a minute */
export async function startAlertmanagers({
  count,
  config,
  arguments: more = [],
}: AlertmanagersArgs): Promise<Alertmanagers> {
  const folder = mkdtempSync(join(tmpdir(), "alertmanagers-"));
  const file = join(folder, "alertmanager.yml");
  const running: ChildProcess[] = [];
  const told: Notification[] = [];
  const hook = createServer((request, response) => {
    let body = "";
    request.on("data", (text: Buffer) => (body += text.toString()));
    request.on("end", () => {
      const { status, groupLabels } = JSON.parse(body) as Message;
      told.push({ alertname: groupLabels.alertname, status });
      response.end();
    });
  });
  const close = async () => {
    for (const child of running) {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    }
    hook.close();
    rmSync(folder, { recursive: true, force: true });
  };
  hook.listen(0, "127.0.0.1");
  await once(hook, "listening");
  const { port } = hook.address() as AddressInfo;
  const webhook_configs = [{ url: `http://127.0.0.1:${port}/`, send_resolved: true }];
  writeFileSync(
    file,
    toYaml({
      ...config,
      route: { receiver: PERSON, ...config.route },
      receivers: [{ name: PERSON, webhook_configs }],
    }),
  );
  const peers: Peer[] = [];
  for (let each = 0; each < count; each++) {
    peers.push({ web: await freePort(), mesh: await freePort() });
  }
  try {
    // One after another, because the order in which they start is the order in which they wait for each other.
    for (const [index, { web, mesh }] of peers.entries()) {
      const its = [
        `--config.file=${file}`,
        `--storage.path=${join(folder, String(index))}`,
        `--web.listen-address=127.0.0.1:${web}`,
        ...(count > 1
          ? [
              `--cluster.listen-address=127.0.0.1:${mesh}`,
              ...peers.map((peer) => `--cluster.peer=127.0.0.1:${peer.mesh}`),
            ]
          : ["--cluster.listen-address="]),
      ];
      running.push(spawn(toolPath("alertmanager"), [...its, ...more], { stdio: "ignore" }));
      await eventually("an Alertmanager answers", PATIENCE_SECONDS, async () => {
        expect((await statusOf(web)).status).not.toBe("");
      });
    }
    for (const { web } of count > 1 ? peers : []) {
      await eventually("Alertmanagers know one another", PATIENCE_SECONDS, async () => {
        const { status, peers: known } = await statusOf(web);
        expect({ status, known: known?.length }).toEqual({ status: "ready", known: count });
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { peers, told, close };
}

/** Sends alerts to some of them, like Prometheus. */
export async function tell(those: readonly Peer[], ...alerts: readonly Alert[]): Promise<void> {
  const posted = alerts.map(({ labels, startsAt, endsAt }) => ({
    labels,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  }));
  await Promise.all(
    those.map(async ({ web }) => {
      const response = await fetch(`http://127.0.0.1:${web}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(posted),
      });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    }),
  );
}

interface ClusterStatus {
  readonly status: string;
  readonly peers?: readonly unknown[];
}

async function statusOf(web: number): Promise<ClusterStatus> {
  const response = await fetch(`http://127.0.0.1:${web}/api/v2/status`);
  const { cluster } = (await response.json()) as { readonly cluster: ClusterStatus };
  return cluster;
}
