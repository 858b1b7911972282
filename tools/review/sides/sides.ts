import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { stacksIn, stacksOf } from "../../render/stackFile";
import type { Tree } from "../model/model";
import { Problem } from "../../problem";
import { isRendered, treeIn, treesIn } from "./folder";
import { providePackages } from "./packages";
import { Remembered } from "./remembered";
import { run } from "./run";
import { withSealed } from "./sealed";
import { commitOf, neither, withScratch, withWorktree } from "./worktree";

/** One of the two sides of a comparison. */
export interface Side {
  /** Whether it has every stack of its version. A rendered folder may have only some. */
  readonly complete: boolean;
  /** The stacks that it has. */
  readonly stacks: readonly string[];
  /** Renders some of the stacks. */
  readonly trees: (stacks: readonly string[]) => Promise<ReadonlyMap<string, Tree>>;
}

const PROJECT = resolve(__dirname, "..", "..", "..");

/** The working tree, committed or not. */
export function workingTree(signal: AbortSignal, project = PROJECT): Side {
  return {
    complete: true,
    stacks: stacksIn(project),
    trees: (stacks) =>
      withScratch((scratch) => rendered("the working copy", project, scratch, stacks, signal)),
  };
}

/**
 * The side of a given name: a rendered folder, or anything that git resolves to a commit.
 * @param project the folder whose repository is used
 * @throws Problem if it is neither
 */
export async function sideOf(name: string, signal: AbortSignal, project = PROJECT): Promise<Side> {
  if (isRendered(name)) {
    const trees = treesIn(name);
    return { complete: false, stacks: [...trees.keys()], trees: () => Promise.resolve(trees) };
  }
  const commit = await commitOf(name, project);
  if (commit === undefined) throw neither(name);
  const remembered = new Remembered(join(project, "out", ".cache", "rendered"));
  return {
    complete: true,
    stacks: await committedStacks(commit, project),
    trees: async (stacks) => {
      const known = stacks.flatMap((stack) => {
        const tree = remembered.get(commit, stack);
        return tree ? [[stack, tree] as const] : [];
      });
      const missing = stacks.filter((stack) => !known.some(([each]) => each === stack));
      if (missing.length === 0) return new Map(known);
      const found = await withWorktree(commit, project, signal, async (version, scratch) => {
        assertRenders(name, version);
        await providePackages(version, project, signal);
        return rendered(name, version, scratch, missing, signal);
      });
      for (const [stack, tree] of found) remembered.set(commit, stack, tree);
      return new Map([...known, ...found]);
    },
  };
}

async function committedStacks(commit: string, project: string): Promise<readonly string[]> {
  // Relative to the current folder, because the project may not be the root of its repository.
  const files = await run("git", ["ls-tree", "--name-only", "-z", commit], {
    what: "Asking git",
    cwd: project,
  });
  return stacksOf(files.split("\0"));
}

/** Each version renders itself with its own code. */
const RENDER = ["run", "--silent", "render", "--"] as const;

async function rendered(
  name: string,
  project: string,
  scratch: string,
  stacks: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Tree>> {
  const trees = stacks.map(async (stack) => {
    const folder = join(scratch, stack);
    const what = `Rendering ${stack} of ${name}`;
    await run("npm", [...RENDER, stack, folder], { what, cwd: project, signal });
    return [stack, withSealed(treeIn(folder), project, stack)] as const;
  });
  // Every rendering must have finished before its folder is deleted.
  await Promise.allSettled(trees);
  return new Map(await Promise.all(trees));
}

function assertRenders(name: string, project: string): void {
  if (hasScript(project, "render")) return;
  throw new Problem(
    `${name} has no npm run render.`,
    "Choose a later commit, or a rendered folder.",
  );
}

function hasScript(project: string, name: string): boolean {
  const path = join(project, "package.json");
  if (!existsSync(path)) return false;
  const { scripts } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly scripts?: Readonly<Record<string, string>>;
  };
  return scripts?.[name] !== undefined;
}
