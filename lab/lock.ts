import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { FILES } from "./cluster/folders";
import { Problem } from "../tools/problem";
import { isAlive, markOf, type ProcessMark } from "./processes";

/** The process that holds a lock, what it is doing, and since when. */
export interface Holder extends ProcessMark {
  readonly command: string;
  readonly since: string;
}

/** A lock to take. */
export interface Lock {
  /** A file that exists as long as the lock is held. */
  readonly path: string;
  /** What its holder is doing, for others to read. */
  readonly command: string;
  /** What to do while another process holds it: throw, or wait a while before the next attempt. */
  readonly whenHeld: (holder: Holder) => Promise<void>;
}

/**
 * Runs some work while nobody else changes the local cluster. Takes over the lock of a process that was killed.
 *
 * @throws Problem that names the holder if another process holds the lock
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

/** Runs some work while this call holds a lock. */
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
    // The work may have removed the lock with its folder, and another process may hold a new one.
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

/** Takes a lock, also from a dead holder. Otherwise returns the running process that holds it. */
function take(path: string, me: Holder): Holder | undefined {
  const mine = `${path}.${String(me.pid)}`;
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (;;) {
      try {
        // A hard link appears together with its content, and fails if the name is taken.
        linkSync(mine, path);
        return undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = holderOf(path);
      // It was released just now.
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
 * Removes the lock of a dead holder, or returns the process that is about to. Between the check and the removal,
 * another process could remove the lock and take it itself. So the remover first takes a lock for this particular
 * removal, and then checks again.
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

/** No process has the PID 0. What a power failure leaves of a lock file names no process. */
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
