import { existsSync } from "node:fs";
import { join } from "node:path";

import { ARCHIVE, type ImageStage } from "../builder/image";
import { outputOf } from "../builder/stage";
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
  const imported = { ...readJsonOr<Imported>(FILES.imported, {}) };
  const before = await digests();
  for (const stage of images) {
    const archive = join(outputOf(stage), ARCHIVE);
    if (imported[stage.image] === archive && before.has(stage.image)) continue;
    if (!existsSync(archive)) throw new Error(`${stage.image} has not been built.`);
    await importArchive(archive);
    imported[stage.image] = archive;
    writeWhole(FILES.imported, JSON.stringify(imported));
  }
  const after = await digests();
  return [...before].filter(([name, digest]) => after.get(name) !== digest).map(([name]) => name);
}

/** Gives the node the image of an archive below the cache. */
export async function importArchive(archive: string): Promise<void> {
  await ctr("images", "import", inNode("cache", archive));
}

/** The digest of every image on the node, by its name. */
async function digests(): Promise<ReadonlyMap<string, string>> {
  // A heading, then: name, media type, digest, size …
  const rows = (await ctr("images", "list")).trim().split("\n").slice(1);
  return new Map(
    rows.map((row) => row.split(/\s+/)).map(([name = "", , digest = ""]) => [name, digest]),
  );
}

function ctr(...args: readonly string[]): Promise<string> {
  return execInNode("/usr/bin/ctr", ["--namespace=k8s.io", ...args]);
}
