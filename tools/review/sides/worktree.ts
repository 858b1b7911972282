import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Problem } from "../../problem";
import { run } from "./run";

/** The commit that a name means in a repository; undefined where it means none. */
export async function commitOf(ref: string, repository: string): Promise<string | undefined> {
  const name = `${ref}^{commit}`;
  try {
    // What begins with a dash is no name of a commit, and no option either.
    const found = await run("git", ["rev-parse", "--verify", "--quiet", "--end-of-options", name], {
      what: "Asking git",
      cwd: repository,
    });
    return found.trim().split("\n").at(-1);
  } catch {
    return undefined;
  }
}

/**
 * Checks a commit out into a folder of its own for as long as it is used, whatever comes of that.
 * @param use is given the folder of the project within it, and one to write to
 */
export async function withWorktree<T>(
  commit: string,
  project: string,
  signal: AbortSignal,
  use: (project: string, scratch: string) => Promise<T>,
): Promise<T> {
  return withScratch(async (scratch) => {
    const folder = join(scratch, "version");
    try {
      // Where the project is no repository's root.
      const prefix = (
        await run("git", ["rev-parse", "--show-prefix"], { what: "Asking git", cwd: project })
      ).trim();
      await run("git", ["worktree", "add", "--detach", "--quiet", folder, commit], {
        what: "Checking it out",
        cwd: project,
        signal,
      });
      return await use(join(folder, prefix), scratch);
    } finally {
      // Where it was not even begun there is nothing to remove.
      await run("git", ["worktree", "remove", "--force", folder], {
        what: "Removing it",
        cwd: project,
      }).catch(() => "");
    }
  });
}

/** Gives a folder of its own for as long as it is used, whatever comes of that. */
export async function withScratch<T>(use: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "autodealgenie-diff-"));
  try {
    return await use(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @throws Problem for what is neither */
export function neither(side: string): Problem {
  return new Problem(
    `"${side}" is neither a rendered folder nor a commit, a branch or a tag.`,
    "Choose one that git log shows, or a folder that npm run render wrote.",
  );
}
