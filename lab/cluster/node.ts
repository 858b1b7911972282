import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { debianTree } from "../builder/debian";
import { exec } from "../builder/exec";
import { nodePrograms } from "../builder/go";
import { LAB_IMAGES } from "../builder/labImages";
import { AUTHORITIES } from "../builder/nodeImage";
import { outputOf } from "../builder/stage";
import { readJsonOr, writeWhole } from "../../tools/files";
import { poll } from "../../tools/polling";
import { Problem } from "../../tools/problem";
import { findProcess, isAlive, markOf, type ProcessMark } from "../processes";
import { FILES, FOLDERS, VOLUMES } from "./folders";
import { addresses, CGROUP, NETWORK, NODE, urlOf } from "./layout";
import { kubeconfig, pki, TRUST } from "./pki";
import { nodeProcesses } from "./processes";
import { nodeSettings, RUNTIME_SPEC, runtimeSpec } from "./settings";

interface RunningNode extends ProcessMark {
  /** The spec that the node was started from. */
  readonly spec: string;
}

const END_PATIENCE_SECONDS = 15;

/** The node's outer process, or undefined if it is not running. */
export function runningNode(): RunningNode | undefined {
  const node = readJsonOr<RunningNode | undefined>(FILES.node, undefined);
  if (node !== undefined && isAlive(node)) return node;
  // The process that started the node may have been killed before it could record it.
  const unrecorded = findProcess("run", FILES.spec);
  return unrecorded && { ...unrecorded, spec: readFileSync(FILES.spec, "utf8") };
}

/** When the running node was started, in milliseconds since 1970. Its spec is written just before. */
export function nodeStart(): number {
  return statSync(FILES.spec).mtimeMs;
}

/** The spec from which labnode runs the node. */
function nodeSpec(): string {
  return JSON.stringify(
    {
      hostname: NODE,
      root: outputOf(debianTree),
      mounts: [
        { source: "tmpfs", target: "/run" },
        { source: "tmpfs", target: "/tmp" },
        ...Object.values(FOLDERS).map(({ host, node }) => ({
          source: host,
          target: node,
          readOnly: host === FOLDERS.cache.host,
        })),
      ],
      addresses: [`${NETWORK.node}/32`],
      // kube-proxy rewrites a Service's address when a packet leaves, which needs a route to that address.
      routes: [[NETWORK.services, "dev", "lo", "src", NETWORK.node]],
      sysctls: {
        "net.ipv4.ip_forward": "1",
        // Send an ICMP error for every rejected packet: by default the kernel limits their rate, and the other
        // rejections would look like timeouts.
        "net.ipv4.icmp_ratemask": "0",
      },
      processes: nodeProcesses(),
      logs: FOLDERS.logs.node,
      volumes: VOLUMES.node,
      forwards: Object.values(addresses()).map(({ port, dial }) => ({
        listen: `127.0.0.1:${String(port)}`,
        dial,
      })),
      resolver: `${NETWORK.dns}:53`,
      socket: join(FOLDERS.data.host, "node.sock"),
      nodeSocket: `${FOLDERS.data.node}/node.sock`,
      cgroup: CGROUP,
    },
    undefined,
    1,
  );
}

/** Whether this checkout would start the node that is running. */
export function isCurrent(node: RunningNode): boolean {
  return node.spec === nodeSpec();
}

/** Starts the node in the background. Its parts must have been built. */
export async function startNode(): Promise<void> {
  const labnode = join(outputOf(nodePrograms), "labnode");
  for (const { host } of Object.values(FOLDERS)) mkdirSync(host, { recursive: true, mode: 0o755 });
  const pkiSpec = join(FOLDERS.kubernetes.host, "pki.json");
  writeWhole(pkiSpec, JSON.stringify(pki));
  await exec(labnode, ["pki", pkiSpec]);
  mkdirSync(TRUST.host, { recursive: true, mode: 0o755 });
  const authority = readFileSync(join(pki.folder, "ca.crt"), "utf8");
  // Not a secret: pods with any user read it.
  writeWhole(join(TRUST.host, basename(AUTHORITIES)), authority, 0o644);
  const runtimeDefaults = await exec(join(outputOf(debianTree), "usr/bin/ctr"), ["oci", "spec"]);
  writeWhole(join(FOLDERS.containerd.host, basename(RUNTIME_SPEC)), runtimeSpec(runtimeDefaults));
  for (const [folder, files] of Object.entries(nodeSettings(LAB_IMAGES.pause))) {
    for (const [name, text] of Object.entries(files)) {
      writeWhole(join(FOLDERS[folder as keyof typeof FOLDERS].host, name), text);
    }
  }
  writeWhole(FILES.kubeconfig, kubeconfig("admin", urlOf("api"), pki.folder));

  const spec = nodeSpec();
  writeWhole(FILES.spec, spec);
  const log = openSync(join(FOLDERS.logs.host, "node.log"), "a");
  const child = spawn(labnode, ["run", FILES.spec], {
    detached: true,
    stdio: ["ignore", log, log],
    cwd: "/",
  });
  await new Promise<void>((done, failed) => {
    child.once("spawn", done);
    child.once("error", failed);
  });
  child.unref();
  const mark = child.pid === undefined ? undefined : markOf(child.pid);
  if (mark === undefined) throw await diedAtOnce();
  writeWhole(FILES.node, JSON.stringify({ ...mark, spec }));
}

/** What to report when the node exited although nobody stopped it. */
export async function diedAtOnce(): Promise<Problem> {
  const path = join(FOLDERS.logs.host, "node.log");
  const log = await readFile(path, "utf8").catch(() => "");
  const last = log.trimEnd().split("\n").slice(-3).join("\n");
  return new Problem(`The node has ended: ${last}`, `Its log is ${path}.`);
}

/**
 * Stops the node and everything in it. Its data on disk stays.
 *
 * @returns whether a node was running
 */
export async function stopNode(): Promise<boolean> {
  const node = runningNode();
  if (node !== undefined) {
    process.kill(node.pid, "SIGTERM");
    const ended = () => Promise.resolve(!isAlive(node));
    if (!(await poll(ended, { seconds: END_PATIENCE_SECONDS, everyMs: 50 }))) {
      process.kill(node.pid, "SIGKILL");
      await poll(ended, { everyMs: 50 });
    }
  }
  const labnode = join(outputOf(nodePrograms), "labnode");
  // A node that was killed could not remove its cgroup. If this checkout has no labnode, the next start removes it.
  if (existsSync(labnode) && existsSync(FILES.spec)) await exec(labnode, ["clean", FILES.spec]);
  rmSync(FILES.node, { force: true });
  return node !== undefined;
}

/** The host's PID of the node's first process, which holds the node's namespaces. */
async function firstProcess(node: RunningNode): Promise<number> {
  const path = `/proc/${String(node.pid)}/task/${String(node.pid)}/children`;
  const pid = Number((await readFile(path, "utf8")).trim().split(" ")[0]);
  if (!Number.isInteger(pid) || pid === 0) throw await diedAtOnce();
  return pid;
}

/** The host's PID of a process in the node's network namespace. */
export async function nodeProcess(): Promise<number> {
  const node = runningNode();
  if (node === undefined) throw await diedAtOnce();
  return firstProcess(node);
}

/**
 * Runs a program of this machine in the node's network, from which pods and Services can be reached.
 *
 * @param env variables for what others must not see: they can read the arguments
 */
export async function execInNetwork(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const node = runningNode();
  if (node === undefined) throw new Error(`There is no running node to run ${program} in.`);
  const target = ["--target", String(await firstProcess(node))];
  return exec("nsenter", [...target, "--net", program, ...args], { env });
}

/** Runs one of the node's own programs inside it. */
export async function execInNode(
  program: string,
  args: readonly string[],
  log?: string,
): Promise<string> {
  const node = runningNode();
  if (node === undefined) throw new Error(`There is no running node to run ${program} in.`);
  const pid = String(await firstProcess(node));
  return exec(
    "nsenter",
    ["--target", pid, "--mount", "--uts", "--ipc", "--net", "--pid", program, ...args],
    log === undefined ? {} : { log },
  );
}
