import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { plan } from "../../../infra/plan";
import { toolPath } from "../../../lab/builder/tools";
import { poll } from "../../../tools/polling";
import { settings } from "../../support/stacks";

const run = promisify(execFile);

/** Possible address ranges of a cluster's pods: private, public and reserved ones, of both IP versions. */
const RANGES: Readonly<Record<string, readonly [string, string, string]>> = {
  "private ones": ["10.244.1.7", "10.244.2.9", "10.244.0.3"],
  "class E, as GKE gives them": ["240.1.0.142", "240.1.1.17", "255.255.250.1"],
  "public ones that a company uses inside": ["11.1.2.3", "11.1.9.200", "25.3.4.5"],
  "those that carriers share": ["100.64.0.8", "100.64.3.2", "100.127.9.9"],
  "unique local ones of IPv6": ["fd00:10:244::5", "fd00:10:244:1::9", "fd00:10:244:2::a"],
  "global ones of IPv6": ["2600:1f13::5", "2600:1f13:1::9", "2600:1f13:2::a"],
};

const CONFIG = "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n";

const { args = [], env = [] } = plan(settings("dev", { alertmanager: { replicas: 3 } }))
  .alertmanager.resource.spec.template.spec!.containers[0]!;

/** The arguments that the kubelet passes to a pod with an address. */
function argumentsAt(address: string, all: readonly string[], folder: string): readonly string[] {
  const values = new Map(
    env.map(({ name, valueFrom }) => {
      expect(valueFrom?.fieldRef?.fieldPath).toBe("status.podIP");
      return [name, address];
    }),
  );
  return [
    `--config.file=${join(folder, "alertmanager.yml")}`,
    `--storage.path=${join(folder, address.replaceAll(":", "-"))}`,
    `--web.listen-address=${at(address, 9093)}`,
    ...args
      .filter((arg) => arg.startsWith("--cluster."))
      .map((arg) => arg.replace(/\$\((\w+)\)/g, (_, name: string) => values.get(name) ?? "?"))
      .map((arg) =>
        arg.replace(/alertmanager-(\d)\.[a-z.]+:/, (_, index: string) =>
          at(all[Number(index)]!, 0).slice(0, -1),
        ),
      ),
  ];
}

const at = (address: string, port: number) =>
  `${address.includes(":") ? `[${address}]` : address}:${port}`;

/** A separate network namespace with some addresses, which disappears with this process. */
async function networkWith(addresses: readonly string[]): Promise<ChildProcess> {
  const script = [
    "set -e",
    "ip link set lo up",
    ...addresses.map(
      (address) => `ip address add ${address}/${address.includes(":") ? "128 nodad" : "32"} dev lo`,
    ),
    "echo ready",
    "read -r end || true",
  ].join("\n");
  const holder = spawn("unshare", ["--net", "sh", "-c", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [said] = (await once(holder.stdout, "data")) as [Buffer];
  expect(said.toString()).toBe("ready\n");
  return holder;
}

it.each(Object.keys(RANGES))(
  "Alertmanagers find each other if pod addresses are %s",
  async (range) => {
    const addresses = RANGES[range]!;
    const folder = mkdtempSync(join(tmpdir(), "alertmanager-addresses-"));
    writeFileSync(join(folder, "alertmanager.yml"), CONFIG);
    const network = await networkWith(addresses);
    const inside = (program: string, its: readonly string[]) =>
      ["nsenter", [`--net=/proc/${network.pid}/ns/net`, program, ...its]] as const;
    let said = "";
    const running = addresses.map((address) => {
      const [command, its] = inside(
        toolPath("alertmanager"),
        argumentsAt(address, addresses, folder),
      );
      const child = spawn(command, its, { stdio: ["ignore", "ignore", "pipe"] });
      child.stderr.on("data", (text: Buffer) => (said += text.toString()));
      return child;
    });
    try {
      for (const address of addresses) {
        const found = await poll(
          async () => {
            const [command, its] = inside(toolPath("amtool"), [
              "cluster",
              "show",
              "--output=json",
              `--alertmanager.url=http://${at(address, 9093)}`,
            ]);
            const { stdout } = await run(command, its).catch(() => ({ stdout: "" }));
            const known = addresses.filter((each) => stdout.includes(`"${at(each, 9094)}"`));
            return known.length === addresses.length;
          },
          { seconds: 40, everyMs: 200 },
        );
        if (!found) throw new Error(`${address} does not know the others; they said:\n${said}`);
      }
    } finally {
      for (const child of running) {
        child.kill("SIGKILL");
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      }
      const gone = once(network, "exit");
      network.stdin!.end();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
