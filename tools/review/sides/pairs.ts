import { Problem } from "../../problem";
import { change, type Change } from "../change";
import type { Pair } from "../review";
import type { Side } from "./sides";

/**
 * Pairs the stacks of two sides by name. Two folders with one stack each are compared whatever their names are.
 * @param wanted the only stack to compare
 * @throws Problem if the sides have no stack in common
 */
export async function pairsOf(base: Side, head: Side, wanted?: string): Promise<readonly Pair[]> {
  const [ours, theirs] = [base.stacks, head.stacks];
  const common = ours.filter((stack) => theirs.includes(stack));
  const stacks = wanted === undefined ? common : common.filter((stack) => stack === wanted);
  const apart = common.length === 0 && ours.length === 1 && theirs.length === 1;
  if (stacks.length === 0 && !apart) {
    throw new Problem(
      `The sides ${wanted === undefined ? "have no stack in common" : `do not both have ${wanted}`}: ${listed(ours)} and ${listed(theirs)}.`,
      "Choose two sides with the same stack, or leave out --stack.",
    );
  }
  const [before, after] = await both(
    base.trees(apart ? ours : stacks),
    head.trees(apart ? theirs : stacks),
  );
  if (apart) {
    const [[stack, tree] = [], [other, otherTree] = []] = [[...before][0], [...after][0]];
    return stack && tree && other && otherTree
      ? [{ stack: `${stack} against ${other}`, base: tree, head: otherTree }]
      : [];
  }
  return stacks.flatMap((stack) => {
    const [tree, otherTree] = [before.get(stack), after.get(stack)];
    return tree && otherTree ? [{ stack, base: tree, head: otherTree }] : [];
  });
}

/** The stacks that only one version has: there is nothing to compare them with. */
export function unpaired(base: Side, head: Side): readonly Change[] {
  if (!base.complete || !head.complete) return [];
  const only = (side: Side, other: Side) =>
    side.stacks.filter((stack) => !other.stacks.includes(stack));
  return [
    ...only(head, base).map((stack) => change("stack", stack, [{ what: "is new" }])),
    ...only(base, head).map((stack) =>
      change("stack", stack, [{ what: "its file was removed" }], { rank: "deletion" }),
    ),
  ];
}

function listed(stacks: readonly string[]): string {
  return stacks.length === 0 ? "none" : stacks.join(", ");
}

/** Waits for both to finish and clean up before it reports an error. */
async function both<T>(one: Promise<T>, other: Promise<T>): Promise<readonly [T, T]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}
