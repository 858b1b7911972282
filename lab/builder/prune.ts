import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { FILES } from "../cluster/folders";
import { readJsonOr } from "../../tools/files";
import { isAlive, type ProcessMark } from "../processes";
import { isHash } from "./hash";

/**
 * How many outputs of each stage are kept: the last one used, and the one before, which a running test may still use.
 */
const KEPT = 2;

/** Removes what killed runs left in the folder of a stage's outputs. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !isHash(name));
  await Promise.all(names.map((name) => removeFolder(join(folder, name))));
}

/** Removes older outputs of a stage, except those that the running node was started from. */
export async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(isHash);
  const used = new Map<string, number>();
  for (const name of names) used.set(name, (await stat(join(folder, name))).mtimeMs);
  const node = runningSpec();
  const old = names.sort((a, b) => (used.get(b) ?? 0) - (used.get(a) ?? 0)).slice(KEPT);
  for (const name of old.filter((each) => !node.includes(each))) {
    // An output that exists is complete, so it has to disappear at once, however long its removal takes.
    const removed = join(folder, `${name}.removed`);
    await rename(join(folder, name), removed);
    await removeFolder(removed);
  }
}

async function removeFolder(path: string): Promise<void> {
  // Programs of a killed run may still be writing into it. In that case the next run removes it.
  await rm(path, { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);
}

/** The spec of the running node, which names the outputs that it uses; empty if no node is running. */
function runningSpec(): string {
  const none: ProcessMark & { readonly spec: string } = { pid: 0, startTime: "", spec: "" };
  const node = readJsonOr(FILES.node, none);
  return isAlive(node) ? node.spec : "";
}
