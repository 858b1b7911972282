import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { scaledTimes } from "../../infra/config-files/times";
import { toYaml } from "../../infra/config-files/yaml";
import { formatDuration, parseDuration } from "../../infra/promql/duration";
import { toolPath } from "../../lab/builder/tools";
import { freePort } from "../support/freePort";

/**
 * Three real Alertmanagers of one cluster on the loopback, with the times of production divided by four: what one
 * logs takes some tenths of a second to reach the others, whatever the scale. They look again sooner than that, which
 * changes nothing but how long this takes.
 */
const TIMES = scaledTimes(4);
const WAIT_MS = parseDuration(TIMES.groupWait);
const INTERVAL_MS = 2 * WAIT_MS;
const LABELS = { alertname: "ServiceDown", severity: "critical" } as const;

const folder = mkdtempSync(join(tmpdir(), "told-once-"));
const running: ChildProcess[] = [];
const told: string[] = [];
const hook = createServer((request, response) => {
  let body = "";
  request.on("data", (text: Buffer) => (body += text.toString()));
  request.on("end", () => {
    told.push((JSON.parse(body) as { readonly status: string }).status);
    response.end();
  });
});

interface Peer {
  readonly web: number;
  readonly mesh: number;
}

const peers: Peer[] = [];

function start({ web, mesh }: Peer, index: number): void {
  const child = spawn(
    toolPath("alertmanager"),
    [
      `--config.file=${join(folder, "alertmanager.yml")}`,
      `--storage.path=${join(folder, String(index))}`,
      `--web.listen-address=127.0.0.1:${web}`,
      `--cluster.listen-address=127.0.0.1:${mesh}`,
      `--cluster.peer-timeout=${TIMES.peerTimeout}`,
      ...peers.map((peer) => `--cluster.peer=127.0.0.1:${peer.mesh}`),
    ],
    { stdio: "ignore" },
  );
  running.push(child);
}

interface Status {
  readonly cluster: { readonly status: string; readonly peers?: readonly unknown[] };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${what} within a minute.`);
    await sleep(50);
  }
}

async function statusOf({ web }: Peer): Promise<Status> {
  const response = await fetch(`http://127.0.0.1:${web}/api/v2/status`);
  return (await response.json()) as Status;
}

async function tell(those: readonly Peer[], startsAt: number, endsAt: number): Promise<void> {
  const alert = {
    labels: LABELS,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  };
  await Promise.all(
    those.map(async ({ web }) => {
      const response = await fetch(`http://127.0.0.1:${web}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([alert]),
      });
      expect(response.status).toBe(200);
    }),
  );
}

beforeAll(async () => {
  hook.listen(await freePort(), "127.0.0.1");
  await once(hook, "listening");
  const address = hook.address();
  if (address === null || typeof address === "string") throw new Error("It listens on no port.");
  const config = {
    route: {
      receiver: "person",
      group_by: Object.keys(LABELS),
      group_wait: TIMES.groupWait,
      group_interval: formatDuration(INTERVAL_MS),
      repeat_interval: TIMES.criticalRepeat,
    },
    receivers: [
      {
        name: "person",
        webhook_configs: [{ url: `http://127.0.0.1:${address.port}/`, send_resolved: true }],
      },
    ],
  };
  writeFileSync(join(folder, "alertmanager.yml"), toYaml(config));
  for (let each = 0; each < 3; each++) {
    peers.push({ web: await freePort(), mesh: await freePort() });
  }
  // One after the other: they wait for each other in the order in which they were started.
  for (const [index, peer] of peers.entries()) {
    start(peer, index);
    await until("It answers", async () => (await statusOf(peer)).cluster.status !== "");
  }
  for (const peer of peers) {
    await until("They know one another", async () => {
      const { cluster } = await statusOf(peer);
      return cluster.status === "ready" && cluster.peers?.length === peers.length;
    });
  }
}, 120_000);

afterAll(async () => {
  for (const child of running) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  hook.close();
  rmSync(folder, { recursive: true, force: true });
});

it("is told once that it begins and once that it ends, though one Alertmanager looks before the others", async () => {
  const [last, ...others] = [...peers].reverse();
  if (!last) throw new Error("There is no Alertmanager.");
  const begins = Date.now();
  const later = begins + 3_600_000;
  await tell(others, begins, later);
  await sleep(WAIT_MS);
  await until("It is told that it begins", () => Promise.resolve(told.length > 0));

  // As one that was restarted is told of it: it looks at once, and `group_wait` before the others' next look.
  await sleep(begins + INTERVAL_MS - Date.now());
  await tell([last], begins, later);
  // After it has looked, and before they do, it ends.
  await sleep(begins + INTERVAL_MS + WAIT_MS / 2 - Date.now());
  await tell(peers, begins, Date.now());

  await sleep(begins + 3 * INTERVAL_MS + 2 * WAIT_MS - Date.now());
  expect(told).toEqual(["firing", "resolved"]);
}, 60_000);
