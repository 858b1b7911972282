import { existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";

import { exec } from "./builder/exec";
import type { Stage } from "./builder/stage";
import { addresses } from "./cluster/layout";
import { PATHS } from "./paths";
import { Problem } from "../tools/problem";

const GIB = 2 ** 30;
/** What the caches, the images and a cluster's data took, rounded up. */
const DISK_FOR_BUILD = 8 * GIB;
const DISK_FOR_RUN = 1 * GIB;
const MEMORY = 3 * GIB;
/** The oldest Go that the pinned modules build with. */
const GO_MINOR = 26;

const PROGRAMS = {
  "apt-get":
    "The local cluster needs Debian 12 or a derivative: run it there, or in a privileged Debian container.",
  "dpkg-deb": "Install the package dpkg.",
  go: `Install Go 1.${String(GO_MINOR)} or later.`,
  nsenter: "Install the package util-linux.",
  unshare: "Install the package util-linux.",
  ip: "Install the package iproute2.",
  tar: "Install the package tar.",
} as const;

/**
 * Rejects a machine on which the cluster could not be built or run, before anything is changed.
 *
 * @param missing the stages that still have to be built
 * @throws Problem for the first requirement that is not met
 */
export async function preflight(missing: readonly Pick<Stage, "programs">[]): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Problem(
      `The local cluster does not run on ${process.platform}/${process.arch}.`,
      "Run it on Linux on x86-64, or in such a virtual machine.",
    );
  }
  const building = missing.length > 0;
  const programs = [PROGRAMS, ...missing.map((stage) => stage.programs ?? {})];
  for (const [program, remedy] of programs.flatMap((each) => Object.entries(each))) {
    if (!onPath(program)) throw new Problem(`${program} is not on this machine.`, remedy);
  }
  if (building) await requireGo();
  await requirePorts();
  await requireDisk(building ? DISK_FOR_BUILD : DISK_FOR_RUN);
  requireMemory();
  // Checked last, so that everything else can be fixed before becoming root.
  if (process.getuid?.() !== 0) {
    throw new Problem(
      "The local cluster creates namespaces and mounts, which needs root.",
      'Run it as root: sudo --preserve-env=PATH,HOME env "PATH=$PATH" npm start',
    );
  }
  await requireKernel();
}

/** Whether a program is on the PATH. */
export function onPath(program: string): boolean {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => existsSync(join(folder, program)));
}

async function requireGo(): Promise<void> {
  const version = (await exec("go", ["env", "GOVERSION"])).trim();
  const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? "0");
  if (minor < GO_MINOR) {
    throw new Problem(`This machine's Go is ${version}.`, PROGRAMS.go);
  }
}

async function requireDisk(bytes: number): Promise<void> {
  for (const folder of [PATHS.cache, PATHS.state]) {
    const { bavail, bsize } = await statfs(nearest(folder));
    if (bavail * bsize < bytes) {
      throw new Problem(
        `${folder} has ${gib(bavail * bsize)} GiB left, and about ${gib(bytes)} are needed.`,
        "Free some space, or set AUTODEALGENIE_CACHE and AUTODEALGENIE_STATE to folders on a larger disk.",
      );
    }
  }
}

/** The folder itself, or its nearest ancestor that exists. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1);
}

function requireMemory(): void {
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1];
  if (available !== undefined && Number(available) * 1024 < MEMORY) {
    throw new Problem(
      `${gib(Number(available) * 1024)} GiB of memory are free, and ${gib(MEMORY)} are needed.`,
      "Stop other programs, or use a larger machine.",
    );
  }
}

async function requireKernel(): Promise<void> {
  if (!/\boverlay\b/.test(readFileSync("/proc/filesystems", "utf8"))) {
    throw new Problem("This kernel has no overlay file system.", "Load it: modprobe overlay");
  }
  const cgroups = ["/sys/fs/cgroup/cgroup.controllers", "/sys/fs/cgroup/memory"];
  if (!cgroups.some((path) => existsSync(path))) {
    throw new Problem(
      "No cgroup controllers are mounted in /sys/fs/cgroup.",
      "Mount them, or use a machine or a privileged container that has them.",
    );
  }
  await exec("unshare", [
    ...["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--"],
    ...["ip", "link", "add", "lab0", "type", "veth", "peer", "name", "lab1"],
  ]).catch((error: unknown) => {
    const said = error instanceof Error ? error.message.split("\n").at(-1) : String(error);
    throw new Problem(
      `This kernel cannot create namespaces with veth interfaces here: ${said ?? ""}`,
      "Load the module (modprobe veth), or run it where new namespaces are allowed, for instance in a privileged container.",
    );
  });
}

async function requirePorts(): Promise<void> {
  for (const { port, what } of Object.values(addresses())) {
    await new Promise<void>((free, taken) => {
      const server = createServer();
      server.once("error", () => {
        taken(
          new Problem(
            `Port ${String(port)} of 127.0.0.1, for ${what}, is taken.`,
            "Stop what listens there, or set AUTODEALGENIE_PORT_OFFSET=1000 to move every port up by 1000.",
          ),
        );
      });
      server.listen(port, "127.0.0.1", () => {
        server.close(() => {
          free();
        });
      });
    });
  }
}
