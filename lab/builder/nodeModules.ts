import { existsSync, readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import { PATHS } from "../paths";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Files that no program reads: types, source maps, documentation, and binaries for other machines. */
const NOT_RUN = /\.(d\.[cm]?ts|map|md|markdown)$|\/prebuilds\/(?!linux-x64)[^/]+$/;

/**
 * The folders of some packages and all their dependencies, found the way Node.js finds them.
 *
 * @param from the folder whose code requires the packages
 */
export function closure(names: readonly string[], from: string): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string, asker: string, optional: boolean): void => {
    const folder = lookUp(name, asker);
    if (folder === undefined) {
      if (optional) return;
      throw new Error(`${asker} needs the package ${name}, which is not installed.`);
    }
    if (found.has(folder)) return;
    found.add(folder);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    Object.keys(manifest.dependencies ?? {}).forEach((each) => visit(each, folder, false));
    Object.keys(manifest.optionalDependencies ?? {}).forEach((each) => visit(each, folder, true));
  };
  names.forEach((name) => visit(name, from, false));
  return [...found];
}

function lookUp(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (folder === PATHS.project || folder === dirname(folder)) return undefined;
  }
}

/** The production dependencies that a package.json lists. */
export function dependenciesOf(packageJson: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(packageJson, "utf8")) as Manifest;
  return Object.keys(manifest.dependencies ?? {});
}

/**
 * Copies packages into `<target>/node_modules`, in the layout in which they are installed.
 *
 * @param workspace the folder whose own node_modules take precedence
 */
export async function copyPackages(
  folders: readonly string[],
  workspace: string,
  target: string,
): Promise<void> {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    const base = folder.startsWith(`${workspace}/`) ? workspace : PATHS.project;
    const place = relative(base, folder);
    const other = sources.get(place);
    if (other !== undefined)
      throw new Error(`Both ${folder} and ${other} would be installed at ${place}.`);
    sources.set(place, folder);
  }
  for (const [place, folder] of sources) {
    await cp(folder, join(target, place), {
      recursive: true,
      // A nested package is in the list itself if it is needed.
      filter: (path) =>
        !NOT_RUN.test(path) &&
        (path === folder || !path.slice(folder.length).includes("/node_modules")),
    });
  }
}
