import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

import { load } from "js-yaml";

import type { Tree } from "../model/model";
import { Problem } from "../../problem";

/** Whether a path is a rendered stack, or a folder of rendered stacks. */
export function isRendered(path: string): boolean {
  return isTree(path) || stackFolders(path).length > 0;
}

/** The stacks in a folder: either the only one, or one for each subfolder, by its name. */
export function treesIn(folder: string): ReadonlyMap<string, Tree> {
  if (!isTree(folder)) {
    return new Map(stackFolders(folder).map((stack) => [stack, treeIn(join(folder, stack))]));
  }
  const tree = treeIn(folder);
  return new Map([[stackOf(tree, folder), tree]]);
}

/** The files of a rendered folder, by path. */
export function treeIn(folder: string): Tree {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [relative(folder, path), readFileSync(path, "utf8")]),
  );
}

/** The name of the stack: the environment, which is a label of every series of its Prometheus. */
function stackOf(tree: Tree, folder: string): string {
  const file = load(tree.get("prometheus/prometheus.yml") ?? "{}") as
    | { readonly global?: { readonly external_labels?: { readonly environment?: string } } }
    | undefined;
  const environment = file?.global?.external_labels?.environment ?? environmentOfRules(tree);
  if (environment !== undefined) return environment;
  throw new Problem(
    `${folder} does not name its stack.`,
    "Give a folder that npm run render wrote.",
  );
}

/** The same next to an operator, where each rule has the label. */
function environmentOfRules(tree: Tree): string | undefined {
  const [, text = "{}"] = [...tree].find(([path]) => path.startsWith("prometheus/rules/")) ?? [];
  const file = load(text) as
    | {
        readonly groups?: readonly {
          readonly rules?: readonly { labels?: { environment?: string } }[];
        }[];
      }
    | undefined;
  return file?.groups?.[0]?.rules?.[0]?.labels?.environment;
}

function stackFolders(path: string): readonly string[] {
  if (!isFolder(path)) return [];
  return readdirSync(path)
    .filter((stack) => isTree(join(path, stack)))
    .sort();
}

function isTree(path: string): boolean {
  return isFolder(join(path, "manifests")) && isFolder(join(path, "prometheus"));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
