import { METRICS_FILE } from "../render/names";
import { ordered, RANKS, SUBJECTS, type Change } from "./change";
import { compareTrees } from "./compare";
import type { Tree } from "./model/model";

/** A stack on both sides. */
export interface Pair {
  readonly stack: string;
  readonly base: Tree;
  readonly head: Tree;
}

/** A change, and the stacks that have it. */
export interface StackChange extends Change {
  readonly stacks: readonly string[];
}

/** The changes between two versions. */
export interface Review {
  /** The stacks that were compared. */
  readonly stacks: readonly string[];
  /** Worst first, each only once for all its stacks. */
  readonly changes: readonly StackChange[];
  /** What could not be compared. */
  readonly notes: readonly string[];
}

/**
 * @param whole changes of the stacks as such
 * @throws Problem if a side is not a rendered tree
 */
export function review(pairs: readonly Pair[], whole: readonly Change[] = []): Review {
  const stacks = pairs.map(({ stack }) => stack);
  const found = new Map<string, StackChange>(
    whole.map((change) => [JSON.stringify(change), { ...change, stacks }]),
  );
  for (const { stack, base, head } of pairs) {
    for (const change of ordered(compareTrees(base, head))) {
      const key = JSON.stringify(change);
      const stacks = [...(found.get(key)?.stacks ?? []), stack];
      found.set(key, { ...change, stacks });
    }
  }
  const changes = [...found.values()].sort(
    (a, b) =>
      RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
      SUBJECTS.indexOf(a.subject) - SUBJECTS.indexOf(b.subject),
  );
  return { stacks, changes, notes: pairs.flatMap(notesOn) };
}

function notesOn({ stack, base, head }: Pair): readonly string[] {
  const missing = [base, head].filter((tree) => !tree.has(METRICS_FILE));
  return missing.length === 1
    ? [`${stack}: metrics are not compared, because one side does not list them.`]
    : [];
}
