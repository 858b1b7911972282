import { join } from "node:path";
import { existsSync } from "node:fs";

import { ARCHIVE, type ImageStage } from "../build/image";
import { outputOf } from "../build/stage";
import { readJsonOr, writeWhole } from "../files";
import { FILES, inNode } from "./folders";
import { execInNode } from "./node";

/** For each image's name, the archive that it was last imported from. */
type Imported = Readonly<Record<string, string>>;

/**
 * Gives the node every image that it does not have yet.
 *
 * @returns the names of images that had another content under the same name before
 */
export async function importImages(images: readonly ImageStage[]): Promise<readonly string[]> {
  const before = readJsonOr<Imported>(FILES.imported, {});
  const present = new Set((await ctr("images", "list", "--quiet")).trim().split("\n"));
  const now: Record<string, string> = { ...before };
  const changed: string[] = [];
  for (const stage of images) {
    const archive = join(outputOf(stage), ARCHIVE);
    if (before[stage.image] === archive && present.has(stage.image)) continue;
    if (!existsSync(archive)) throw new Error(`${stage.image} has not been built.`);
    await importArchive(archive);
    if (present.has(stage.image)) changed.push(stage.image);
    now[stage.image] = archive;
    writeWhole(FILES.imported, JSON.stringify(now));
  }
  return changed;
}

/** Gives the node the image of an archive below the cache. */
export async function importArchive(archive: string): Promise<void> {
  await ctr("images", "import", inNode("cache", archive));
}

function ctr(...args: readonly string[]): Promise<string> {
  return execInNode("/usr/bin/ctr", ["--namespace=k8s.io", ...args]);
}
