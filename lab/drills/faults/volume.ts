import { existsSync, rmSync, statfsSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";

import { podsOf, processOf } from "../../clients/pods";
import { repeatedly } from "../background";
import type { Undo } from "../drill";

const FILLER = "drill-filler";
const CHUNK = 2 ** 20;

/** The path on this machine of a folder in a pod, through one of the pod's processes. */
export async function folderOf(app: string, path: string): Promise<string> {
  const [pod] = await podsOf(app);
  const folder = join(`/proc/${String(processOf(app, pod))}/root`, path);
  if (!existsSync(folder)) throw new Error(`${app} has no folder ${path}.`);
  return folder;
}

/**
 * Writes a file into a volume until only a share of it is free, all at once or gradually. The volume must have its own
 * file system: the machine's disk is never filled.
 *
 * @param app the application whose first pod has the volume
 * @param path the volume's path in the pod
 * @param free the share of the volume, from 0 to 1, that is left free in the end
 * @param seconds how long the writing takes
 */
export async function filling(
  app: string,
  path: string,
  { free, seconds = 0 }: { readonly free: number; readonly seconds?: number },
): Promise<Undo> {
  const folder = await folderOf(app, path);
  const { blocks, bavail, bsize } = statfsSync(folder);
  if (blocks * bsize > 4 * 2 ** 30) {
    throw new Error(
      `${app}:${path} has ${String(blocks * bsize)} bytes: it is not a separate volume.`,
    );
  }
  const bytes = Math.max(0, (bavail - free * blocks) * bsize);
  const file = join(folder, FILLER);
  const remove = () => {
    rmSync(file, { force: true });
    return Promise.resolve();
  };
  if (seconds === 0) {
    await append(file, bytes);
    return remove;
  }
  let left = bytes;
  const stop = repeatedly(1, async () => {
    const now = Math.min(left, bytes / seconds);
    left -= now;
    await append(file, now);
  });
  return async () => {
    await stop();
    await remove();
  };
}

async function append(path: string, bytes: number): Promise<void> {
  const file = await open(path, "a");
  try {
    for (let left = bytes; left >= 1; left -= CHUNK) {
      await file.write(Buffer.alloc(Math.min(CHUNK, Math.floor(left)), 1));
    }
    await file.sync();
  } catch (error) {
    // Running out of space is fine: the file's metadata also takes some.
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    await file.close();
  }
}
