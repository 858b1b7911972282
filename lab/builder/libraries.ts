import { readdirSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import { Problem } from "../../tools/problem";
import { exec } from "./exec";

const LOADER = "lib64/ld-linux-x86-64.so.2";
const LIBRARY_FOLDERS = ["lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu"];

/**
 * The shared libraries that programs link, including the loader, as paths below a Debian tree.
 *
 * @throws Problem if one is not in the tree: the copied programs would not run
 */
export async function librariesOf(
  tree: string,
  programs: readonly string[],
): Promise<readonly string[]> {
  const libraries = new Set<string>([LOADER]);
  const folders = LIBRARY_FOLDERS.map((folder) => join(tree, folder)).join(":");
  for (const program of programs) {
    const listed = await exec(join(tree, LOADER), ["--library-path", folders, "--list", program]);
    for (const [, name = "", path = ""] of listed.matchAll(/(\S+) => (not found|\/\S+)/g)) {
      // If the tree lacks a library, the loader looks for it on the machine.
      if (!path.startsWith(`${tree}/`)) {
        throw new Problem(
          `${program} links ${name}, which is in none of the Debian packages that images are made of.`,
          "If this is Node.js: use a build that includes its libraries, such as those of nodejs.org.",
        );
      }
      libraries.add(relative(tree, path));
    }
  }
  return [...libraries];
}

/**
 * Copies files or folders below a Debian tree to the same place below another root, and follows links.
 *
 * @param except paths below the tree that are left out, with everything below them
 */
export async function copyFrom(
  tree: string,
  root: string,
  paths: readonly string[],
  except: readonly string[] = [],
): Promise<void> {
  const left = new Set(except.map((path) => join(tree, path)));
  for (const path of paths) {
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    const filter = (source: string): boolean => !left.has(source);
    await cp(join(tree, path), target, { recursive: true, dereference: true, filter });
  }
}

/** Every shared object below some folders of a tree, without the exceptions: programs load these at run time. */
export function sharedObjectsIn(
  tree: string,
  folders: readonly string[],
  except: readonly string[] = [],
): readonly string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(tree, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((path) => /\.so(\.\d+)*$/.test(path) && !except.includes(path))
    .sort();
}
