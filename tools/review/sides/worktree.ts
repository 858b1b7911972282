import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Problem } from "../../problem";
import { run } from "./run";

/** The commit that a name resolves to in a repository; undefined if there is none. */
export async function commitOf(ref: string, repository: string): Promise<string | undefined> {
  const name = `${ref}^{commit}`;
  try {
    // A name that starts with a dash is neither a commit nor an option.
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
 * Checks a commit out into a temporary folder while it is used. The folder is always removed.
 * @param use gets the project's folder within it, and a temporary folder to write to
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
      // The project may not be the root of its repository.
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
      // If the checkout did not even start, there is nothing to remove.
      await run("git", ["worktree", "remove", "--force", folder], {
        what: "Removing it",
        cwd: project,
      }).catch(() => "");
    }
  });
}

/** Provides a temporary folder while it is used, and always removes it. */
export async function withScratch<T>(use: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "autodealgenie-diff-"));
  try {
    return await use(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The error for a name that is neither a rendered folder nor a commit. */
export function neither(side: string): Problem {
  return new Problem(
    `"${side}" is neither a rendered folder nor a commit, a branch or a tag.`,
    "Choose one that git log shows, or a folder that npm run render wrote.",
  );
}
