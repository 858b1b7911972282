import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { toolPath } from "../../lab/builder/tools";

/** Runs Alertmanager's amtool in a folder with some files, and returns its output. */
export function amtool(
  files: Readonly<Record<string, string>>,
  ...args: readonly string[]
): string {
  const folder = mkdtempSync(join(tmpdir(), "amtool-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const path = process.env.AUTODEALGENIE_AMTOOL ?? toolPath("amtool");
    return execFileSync(path, args, { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
