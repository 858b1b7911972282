import { STACKS, type StackName } from "../../render/names";
import { Problem } from "../../problem";
import type { Pair } from "../review";
import type { Side } from "./sides";

/**
 * The stacks of two sides, each with its own on the other; two folders of one stack each are compared whatever stacks
 * they are.
 * @param wanted of which stack alone
 * @throws Problem where the sides have no stack in common
 */
export async function pairsOf(
  base: Side,
  head: Side,
  wanted?: StackName,
): Promise<readonly Pair[]> {
  const [ours, theirs] = [base.stacks ?? STACKS, head.stacks ?? STACKS];
  const common = ours.filter((stack) => theirs.includes(stack));
  const stacks = wanted === undefined ? common : common.filter((stack) => stack === wanted);
  const apart = common.length === 0 && ours.length === 1 && theirs.length === 1;
  if (stacks.length === 0 && !apart) {
    throw new Problem(
      `The sides have ${wanted ?? "no stack"} not both: ${ours.join(", ")} and ${theirs.join(", ")}.`,
      "Name two that have the same stack, or leave --stack out.",
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

/** Waits for both to end, so that each has cleaned up after itself, before it says what went wrong. */
async function both<T>(one: Promise<T>, other: Promise<T>): Promise<readonly [T, T]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}
