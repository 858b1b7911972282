import { readdirSync, readFileSync } from "node:fs";

interface Memory {
  /** Bytes used by the node's own processes. */
  readonly processes: number;
  /** Bytes used in pods. */
  readonly pods: number;
}

/**
 * Memory of a process and all its descendants: the sum of their proportional set sizes, which divide a shared page
 * among the processes that share it.
 */
export function memoryOf(root: number): Memory {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = read(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]);
    if (parent > 0) parents.set(pid, parent);
  }
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) {
      if (at === root) return true;
    }
    return false;
  };
  let processes = 0;
  let pods = 0;
  for (const pid of [...parents.keys()].filter(isBelow)) {
    const kib = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${String(pid)}/smaps_rollup`))?.[1] ?? "0";
    const bytes = Number(kib) * 1024;
    if (read(`/proc/${String(pid)}/cgroup`).includes("/kubepods")) pods += bytes;
    else processes += bytes;
  }
  return { processes, pods };
}

/** A file of a process, which may have exited meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
