import { readdirSync, readFileSync } from "node:fs";

/** Identifies a process even if its PID is reused later: the PID, and its start time from the kernel. */
export interface ProcessMark {
  readonly pid: number;
  readonly startTime: string;
}

// Field 22 of stat in proc(5), counted after the name, which may contain spaces.
const START_TIME = 22 - 3;

/** The mark of a running process; undefined if no process has this PID. */
export function markOf(pid: number): ProcessMark | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const startTime = fields[START_TIME];
    // A zombie has already exited.
    return startTime === undefined || fields[0] === "Z" ? undefined : { pid, startTime };
  } catch {
    return undefined;
  }
}

/** Whether the process with this mark is still running. */
export function isAlive(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.startTime === mark.startTime;
}

/** A running process whose command line ends with some arguments. */
export function findProcess(...lastArguments: readonly string[]): ProcessMark | undefined {
  const end = `\0${lastArguments.join("\0")}\0`;
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (Number.isInteger(pid) && commandLine(name).endsWith(end)) return markOf(pid);
  }
  return undefined;
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // It has exited.
    return "";
  }
}
