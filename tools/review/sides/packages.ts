import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { run } from "./run";

interface Lock {
  readonly packages: Readonly<
    Record<string, { integrity?: string; link?: boolean; optional?: boolean } | undefined>
  >;
}

/**
 * Provides the packages for another version of the project: the installed ones if they include everything that it
 * needs, otherwise its own, installed without running their scripts.
 */
export async function providePackages(
  project: string,
  from: string,
  signal: AbortSignal,
): Promise<void> {
  if (serves(join(from, "node_modules"), join(project, "package-lock.json"))) {
    symlinkSync(join(from, "node_modules"), join(project, "node_modules"));
    return;
  }
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    what: "Installing that version's packages",
    cwd: project,
    signal,
  });
}

function serves(installed: string, lock: string): boolean {
  const file = join(installed, ".package-lock.json");
  if (!existsSync(file) || !existsSync(lock)) return false;
  const [there, wanted] = [file, lock].map(
    (path) => JSON.parse(readFileSync(path, "utf8")) as Lock,
  );
  return Object.entries(wanted?.packages ?? {}).every(([path, entry]) => {
    // Skips the project's own packages and those for other platforms.
    if (!path.includes("node_modules/") || entry?.link || entry?.optional) return true;
    return there?.packages[path]?.integrity === entry?.integrity;
  });
}
