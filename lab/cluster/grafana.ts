import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { IMAGES } from "../../infra/versions";
import { exec } from "../builder/exec";
import { nodePrograms } from "../builder/go";
import { hashOf } from "../builder/hash";
import { ARCHIVE } from "../builder/image";
import { outputOf } from "../builder/stage";
import { PATHS } from "../paths";
import type { ImageArchive } from "./images";

/**
 * Grafana's image, from its registry or from an earlier download; undefined if no registry answers. It is the only
 * image that cannot be built here: neither a Go module nor a Debian package contains its frontend.
 */
export async function fetchGrafana(): Promise<ImageArchive | undefined> {
  const image = IMAGES.grafana;
  const folder = join(PATHS.cache, "fetched", hashOf(image));
  const archive = join(folder, ARCHIVE);
  if (existsSync(archive)) return { image, archive };
  const partial = `${folder}.partial`;
  const layout = join(partial, "layout");
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await exec(join(outputOf(nodePrograms), "labimage"), ["pull", image, layout]);
    await exec("tar", ["-C", layout, "-cf", join(partial, ARCHIVE), "."]);
    await rm(layout, { recursive: true });
    await rename(partial, folder);
    return { image, archive };
  } catch {
    await rm(partial, { recursive: true, force: true });
    return undefined;
  }
}
