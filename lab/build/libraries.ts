import { cp, mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import { exec } from "./exec";

const LOADER = "lib64/ld-linux-x86-64.so.2";
const LIBRARY_FOLDERS = ["lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu"];

/** The shared libraries that programs link, as paths below a Debian tree, the loader included. */
export async function librariesOf(
  tree: string,
  programs: readonly string[],
): Promise<readonly string[]> {
  const libraries = new Set<string>([LOADER]);
  const folders = LIBRARY_FOLDERS.map((folder) => join(tree, folder)).join(":");
  for (const program of programs) {
    const listed = await exec(join(tree, LOADER), ["--library-path", folders, "--list", program]);
    for (const [, path] of listed.matchAll(/=> (\/\S+)/g)) {
      if (path !== undefined) libraries.add(relative(tree, path));
    }
  }
  return [...libraries];
}

/** Copies files or folders below a Debian tree to the same place below another root, links followed. */
export async function copyFrom(
  tree: string,
  root: string,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(tree, path), target, { recursive: true, dereference: true });
  }
}
