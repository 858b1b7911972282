import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { FILES } from "./cluster/folders";
import { Problem } from "./problem";
import { isAlive, markOf, type ProcessMark } from "./processes";

interface Holder extends ProcessMark {
  readonly command: string;
  readonly since: string;
}

/**
 * Runs some work while nobody else changes the local cluster. The lock of a process that was killed
 * is taken over.
 *
 * @throws Problem that names the holder where somebody has it
 */
export async function withLock<T>(command: string, work: () => Promise<T>): Promise<T> {
  take(command);
  const release = (): void => rmSync(FILES.lock, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.off("exit", release);
  }
}

function take(command: string): void {
  const mark = markOf(process.pid);
  if (mark === undefined) throw new Error("This process is not in /proc.");
  mkdirSync(dirname(FILES.lock), { recursive: true, mode: 0o700 });
  const mine = `${FILES.lock}.${String(process.pid)}`;
  writeFileSync(mine, JSON.stringify({ ...mark, command, since: new Date().toISOString() }));
  try {
    // Twice at the most: once more after a dead holder's lock is gone.
    for (let tries = 0; ; tries += 1) {
      try {
        // A link appears with its content, and fails where the name is taken.
        linkSync(mine, FILES.lock);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST" || tries > 1) throw error;
        refuseIfHeld();
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function refuseIfHeld(): void {
  let holder: Holder;
  try {
    holder = JSON.parse(readFileSync(FILES.lock, "utf8")) as Holder;
  } catch {
    // Given back in this moment.
    return;
  }
  if (isAlive(holder)) {
    throw new Problem(
      `\`${holder.command}\` is changing the local cluster: process ${String(holder.pid)}, since ${holder.since}.`,
      "Wait until it is done, or end it.",
    );
  }
  rmSync(FILES.lock, { force: true });
}
