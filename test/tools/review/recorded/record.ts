import { filesOf } from "../../../../tools/render/files";
import type { DeepPartial } from "../../../../tools/render/merge";
import { manifestPath, type KubernetesManifest } from "../../../../tools/render/objects";
import { renderStack, type Rendered, type StackName } from "../../../../tools/render/render";
import type { StackInput } from "../../../../infra/settings";
import { METRICS_FILE } from "../../../../tools/render/names";
import { rendered } from "../../../support/rendered";

/** Objects, and files that are not part of them, which a change may modify. */
export interface Draft {
  readonly objects: KubernetesManifest[];
  readonly files: Map<string, string>;
  /** Paths in the tree that are to be removed. */
  readonly gone: Set<string>;
}

/** A change in what is deployed, and the expected report. */
export interface Recorded {
  readonly title: string;
  /** @default "prod" */
  readonly stack?: StackName;
  /** Changes that were made before. @default none */
  readonly base?: Change;
  readonly change: Change;
  readonly tells: string;
}

/** A change: other settings, or manual edits of what is deployed. */
export type Change =
  | { readonly settings: DeepPartial<StackInput> }
  | { readonly edits: readonly ((draft: Draft) => void)[] };

/** A stack with different settings. */
export const settings = (overrides: DeepPartial<StackInput>): Change => ({ settings: overrides });

/** A stack with manual changes. */
export const edits = (...some: readonly ((draft: Draft) => void)[]): Change => ({ edits: some });

const renderings = new Map<StackName, Promise<Rendered>>();

/** A stack without changes, rendered once. */
export function asItIs(stack: StackName): Promise<Rendered> {
  const rendering = renderings.get(stack) ?? rendered(stack);
  renderings.set(stack, rendering);
  return rendering;
}

/** The tree of a stack with a change. */
export async function changed(
  stack: StackName,
  change: Change,
): Promise<ReadonlyMap<string, string>> {
  if ("settings" in change) {
    return (await renderStack(stack, { overrides: change.settings })).files;
  }
  const rendering = await asItIs(stack);
  if (change.edits.length === 0) return treeAsItIs(stack, rendering);
  const { objects, files } = rendering;
  const draft: Draft = {
    objects: JSON.parse(JSON.stringify(objects)) as KubernetesManifest[],
    files: new Map(ofNoObject(files)),
    gone: new Set(),
  };
  for (const edit of change.edits) edit(draft);
  const tree = [...filesOf(draft.objects), ...draft.files];
  return new Map(tree.filter(([path]) => !draft.gone.has(path)));
}

const trees = new Map<StackName, ReadonlyMap<string, string>>();

/** The tree without changes, written once. */
function treeAsItIs(stack: StackName, { objects, files }: Rendered): ReadonlyMap<string, string> {
  const tree = trees.get(stack) ?? new Map([...filesOf(objects), ...ofNoObject(files)]);
  trees.set(stack, tree);
  return tree;
}

/** Files that are not made from objects. */
function ofNoObject(files: Rendered["files"]): readonly (readonly [string, string])[] {
  return [...files].filter(([path]) => path === METRICS_FILE || path.startsWith("packages/"));
}

/** The object with a kind, a namespace and a name, given its file name. */
export function objectOf({ objects }: Draft, file: string): KubernetesManifest {
  const found = objects.find((object) => manifestPath(object) === `manifests/${file}.yaml`);
  if (!found) throw new Error(`There is no ${file}.`);
  return found;
}
