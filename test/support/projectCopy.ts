import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { programCommand } from "./launched";

const ROOT = join(__dirname, "../..");

/** A program's exit status and its complete output. */
export interface Ended {
  readonly status: number | null;
  readonly said: string;
}

/** A copy of the working tree, committed or not, in a separate folder that may be changed. */
export class ProjectCopy {
  readonly folder: string;

  constructor(prefix: string) {
    this.folder = mkdtempSync(join(tmpdir(), prefix));
    const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
      cwd: ROOT,
      encoding: "utf8",
    }).split("\0");
    for (const file of files.filter((each) => each !== "" && existsSync(join(ROOT, each)))) {
      mkdirSync(dirname(this.path(file)), { recursive: true });
      copyFileSync(join(ROOT, file), this.path(file));
    }
    symlinkSync(join(ROOT, "node_modules"), this.path("node_modules"));
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  run(file: string, args: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync(file, args, {
      cwd: this.folder,
      encoding: "utf8",
    });
    return { status, said: `${stdout}${stderr}` };
  }

  /** Runs a program of `node_modules/.bin`. */
  bin(name: string, ...args: readonly string[]): Ended {
    return this.run(join(ROOT, "node_modules/.bin", name), args);
  }

  /** Runs one of the copy's own programs, given its file. */
  program(path: string, ...args: readonly string[]): Ended {
    const [node, words] = programCommand(path, ...args);
    return this.run(
      node,
      words.map((word) => word.replace(ROOT, this.folder)),
    );
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
