import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(__dirname, "..", "..", "..");

/** A separate project that starts its programs like this one, with this one's packages. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "launch-"));

  constructor() {
    cpSync(join(ROOT, "tools/launch"), join(this.folder, "tools/launch"), { recursive: true });
    for (const file of ["package.json", "tsconfig.json"]) {
      copyFileSync(join(ROOT, file), join(this.folder, file));
    }
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  copy(name: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    copyFileSync(join(ROOT, name), this.path(name));
  }

  /** Runs Node in the project. */
  node(...args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: "utf8",
    });
    return { status, stdout: stdout.trim(), stderr: stderr.trim() };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
