import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { FILES } from "./cluster/folders";
import { Problem } from "../tools/problem";
import { isAlive, markOf, type ProcessMark } from "./processes";

/** Who has a lock, what it does meanwhile, and since when. */
export interface Holder extends ProcessMark {
  readonly command: string;
  readonly since: string;
}

export interface Lock {
  /** A file that is there for as long as somebody has the lock. */
  readonly path: string;
  /** What is done meanwhile, for others to read. */
  readonly command: string;
  /** What to do while somebody has it: throw, or wait a while, after which it is tried again. */
  readonly whenHeld: (holder: Holder) => Promise<void>;
}

/**
 * Runs some work while nobody else changes the local cluster. The lock of a process that was killed
 * is taken over.
 *
 * @throws Problem that names the holder where somebody has it
 */
export async function withLock<T>(command: string, work: () => Promise<T>): Promise<T> {
  return holding({ path: FILES.lock, command, whenHeld: refuse }, work);
}

function refuse({ command, pid, since }: Holder): Promise<never> {
  return Promise.reject(
    new Problem(
      `\`${command}\` is changing the local cluster: process ${String(pid)}, since ${since}.`,
      "Wait until it is done, or stop it.",
    ),
  );
}

/** Runs some work while this process, and this call within it, has a lock. */
export async function holding<T>(
  { path, command, whenHeld }: Lock,
  work: () => Promise<T>,
): Promise<T> {
  const me = { ...ownMark(), command, since: new Date().toISOString() };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (let holder = take(path, me); holder !== undefined; holder = take(path, me)) {
    await whenHeld(holder);
  }
  const release = (): void => {
    // The work may have removed it with all around it, and another process taken the next one.
    const holder = holderOf(path);
    if (holder !== undefined && isSame(holder, me)) rmSync(path, { force: true });
  };
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.off("exit", release);
  }
}

function ownMark(): ProcessMark {
  const mark = markOf(process.pid);
  if (mark !== undefined) return mark;
  throw new Problem(
    "There is no /proc, which is needed to identify processes.",
    "Run it on Linux.",
  );
}

/** Takes a lock, over from a dead holder where there is one, or says which running process has it. */
function take(path: string, me: Holder): Holder | undefined {
  const mine = `${path}.${String(me.pid)}`;
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (;;) {
      try {
        // A link appears with its content, and fails where the name is taken.
        linkSync(mine, path);
        return undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = holderOf(path);
      // Given back in this moment.
      if (holder === undefined) continue;
      if (isAlive(holder)) return holder;
      const remover = removeDead(path, holder, me);
      if (remover !== undefined) return remover;
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Removes the lock of a dead holder, or says who is about to. Another process could do so, too, and
 * take the lock, between one's look at it and its removal: so who removes it has a lock for this
 * very removal, and looks again.
 */
function removeDead(path: string, dead: ProcessMark, me: Holder): Holder | undefined {
  const removal = `${path}.${String(dead.pid)}-${dead.startTime}`;
  const remover = take(removal, me);
  if (remover !== undefined) return remover;
  try {
    const holder = holderOf(path);
    if (holder !== undefined && isSame(holder, dead)) rmSync(path, { force: true });
    return undefined;
  } finally {
    rmSync(removal, { force: true });
  }
}

/** Nobody: no process is 0, and what a machine that lost power left of a lock names none. */
const NOBODY: Holder = { pid: 0, startTime: "", command: "", since: "" };

function holderOf(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return NOBODY;
  }
}

function isSame(one: ProcessMark, other: ProcessMark): boolean {
  return one.pid === other.pid && one.startTime === other.startTime;
}
