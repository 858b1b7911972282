import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import type { StackName } from "../../render/names";
import type { Tree } from "../model/model";
import { ReviewProblem } from "../problem";
import { isRendered, treeIn, treesIn } from "./folder";
import { providePackages } from "./packages";
import { run } from "./run";
import { withSealed } from "./sealed";
import { commitOf, neither, withScratch, withWorktree } from "./worktree";

/** One of the two that are compared. */
export interface Side {
  /** The stacks that it has; undefined where it can render each. */
  readonly stacks?: readonly StackName[];
  readonly trees: (stacks: readonly StackName[]) => Promise<ReadonlyMap<StackName, Tree>>;
}

const PROJECT = resolve(__dirname, "..", "..", "..");

/** What lies here, committed or not. */
export function workingTree(signal: AbortSignal, project = PROJECT): Side {
  return {
    trees: (stacks) =>
      withScratch((scratch) => rendered("what lies here", project, scratch, stacks, signal)),
  };
}

/**
 * The side that somebody named: a rendered folder, or any name that git has for a commit.
 * @param project whose commits they are
 * @throws ReviewProblem where it is neither
 */
export async function sideOf(name: string, signal: AbortSignal, project = PROJECT): Promise<Side> {
  if (isRendered(name)) {
    const trees = treesIn(name);
    return { stacks: [...trees.keys()], trees: () => Promise.resolve(trees) };
  }
  const commit = await commitOf(name, project);
  if (commit === undefined) throw neither(name);
  return {
    trees: (stacks) =>
      withWorktree(commit, project, signal, async (version, scratch) => {
        assertRenders(name, version);
        await providePackages(version, project, signal);
        return rendered(name, version, scratch, stacks, signal);
      }),
  };
}

/** That version's own rendering, by its own code. */
const RENDER_CLI = "infra/render/cli.ts";
const RENDER = ["node_modules/ts-node/dist/bin-transpile.js", RENDER_CLI];

async function rendered(
  name: string,
  project: string,
  scratch: string,
  stacks: readonly StackName[],
  signal: AbortSignal,
): Promise<ReadonlyMap<StackName, Tree>> {
  const trees = new Map<StackName, Tree>();
  for (const stack of stacks) {
    const folder = join(scratch, stack);
    const what = `Rendering ${stack} of ${name}`;
    await run(process.execPath, [...RENDER, stack, folder], { what, cwd: project, signal });
    trees.set(stack, withSealed(treeIn(folder), project, stack));
  }
  return trees;
}

function assertRenders(name: string, project: string): void {
  if (existsSync(join(project, RENDER_CLI))) return;
  throw new ReviewProblem(
    `${name} has no npm run render.`,
    "Name a later commit, or a folder that was rendered.",
  );
}
