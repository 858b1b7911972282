import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { Problem } from "../problem";

/** Marks a rendered folder as written by this program, which may therefore replace it. */
const MARK = ".rendered";

/**
 * Writes a tree of files, replacing an earlier rendering in the folder. This is atomic: the tree is written next to the
 * folder and renamed.
 * @throws Problem if the folder contains something that was not rendered
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  const target = resolve(folder);
  assertOurs(target);
  const parent = dirname(target);
  const fresh = join(parent, `.${basename(target)}.new-${process.pid}`);
  const old = join(parent, `.${basename(target)}.old-${process.pid}`);
  try {
    mkdirSync(parent, { recursive: true });
    write(fresh, new Map([...files, [MARK, ""]]));
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } catch (error) {
    throw new Problem(
      `${target} cannot be written: ${(error as Error).message}`,
      "Choose a writable folder, on a disk with free space.",
    );
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

function write(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function assertOurs(target: string): void {
  if (!existsSync(target)) return;
  const entries = entriesOf(target);
  if (entries.length > 0 && !entries.includes(MARK)) {
    throw new Problem(
      `${target} contains files that no rendering wrote, such as ${String(entries[0])}.`,
      "Choose a folder that is empty or does not exist yet.",
    );
  }
}

function entriesOf(target: string): readonly string[] {
  try {
    return readdirSync(target);
  } catch {
    throw new Problem(`${target} is not a readable folder.`, "Choose another folder.");
  }
}
