import { existsSync } from "node:fs";
import { join } from "node:path";

import { ARCHIVE, type ImageStage } from "../builder/image";
import { outputOf } from "../builder/stage";
import { readJsonOr, writeWhole } from "../../tools/files";
import { FILES, inNode } from "./folders";
import { execInNode } from "./node";

/** An image in an archive below the cache that containerd can import. */
export interface ImageArchive {
  /** The full name by which pods refer to it. */
  readonly image: string;
  readonly archive: string;
}

/** The image archive that a stage built. */
export function archiveOf(stage: ImageStage): ImageArchive {
  return { image: stage.image, archive: join(outputOf(stage), ARCHIVE) };
}

/** By image name, the archive that it was last imported from. */
type Imported = Readonly<Record<string, string>>;

/**
 * Imports every image that the node does not have yet.
 *
 * @returns the names of images whose content changed under the same name
 */
export async function importImages(images: readonly ImageArchive[]): Promise<readonly string[]> {
  const imported = { ...readJsonOr<Imported>(FILES.imported, {}) };
  const before = await digests();
  for (const { image, archive } of images) {
    if (imported[image] === archive && before.has(image)) continue;
    if (!existsSync(archive)) throw new Error(`${image} has not been built.`);
    await ctr("images", "import", inNode("cache", archive));
    imported[image] = archive;
    writeWhole(FILES.imported, JSON.stringify(imported));
  }
  const after = await digests();
  return [...before].filter(([name, digest]) => after.get(name) !== digest).map(([name]) => name);
}

/** Gives an image on the node an additional name. */
export async function nameImage(image: string, name: string): Promise<void> {
  await ctr("images", "tag", "--force", image, name);
}

/** The digest of every image on the node, by name. */
async function digests(): Promise<ReadonlyMap<string, string>> {
  // The output has a heading, then: name, media type, digest, size …
  const rows = (await ctr("images", "list")).trim().split("\n").slice(1);
  return new Map(
    rows.map((row) => row.split(/\s+/)).map(([name = "", , digest = ""]) => [name, digest]),
  );
}

function ctr(...args: readonly string[]): Promise<string> {
  return execInNode("/usr/bin/ctr", ["--namespace=k8s.io", ...args]);
}
