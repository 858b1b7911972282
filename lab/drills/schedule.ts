import type { Drill } from "./drill";

/** Drills of one fault, which is caused once for all of them. */
export type Watched = readonly Drill[];

/** The drills by what the stack is set to for them, so that it is set once for each. */
export function bySettings(drills: readonly Drill[]): readonly (readonly Drill[])[] {
  return alike(drills, ({ settings = {} }) => JSON.stringify(settings));
}

/** The drills by the fault that they watch. */
export function byFault(drills: readonly Drill[]): readonly Watched[] {
  return alike(drills, ({ cause }) => cause);
}

function alike(
  drills: readonly Drill[],
  key: (drill: Drill) => unknown,
): readonly (readonly Drill[])[] {
  const keys = new Set(drills.map(key));
  return [...keys].map((each) => drills.filter((drill) => key(drill) === each));
}

/** Whether two faults take nothing from each other, and so can be there at the same time. */
export function areApart(one: Watched, other: Watched): boolean {
  const [its, others] = [takenBy(one), takenBy(other)];
  return ![...its, ...others].includes("everything") && !its.some((each) => others.includes(each));
}

function takenBy(fault: Watched) {
  return fault.flatMap(({ takes }) => takes);
}

/**
 * Has each fault watched as soon as those that are there leave it alone: whenever one ends, the first of those that
 * wait and can begin does.
 *
 * @param most how many one machine bears at once
 * @param watch never rejects: what went wrong is among what came of it
 * @returns what came of each, in their order
 */
export async function sideBySide<T>(
  faults: readonly Watched[],
  most: number,
  watch: (fault: Watched) => Promise<T>,
): Promise<readonly T[]> {
  const waiting = new Set(faults);
  const running = new Map<Watched, Promise<unknown>>();
  const begun = new Map<Watched, Promise<T>>();
  while (waiting.size > 0) {
    const next = [...waiting].find((fault) =>
      [...running.keys()].every((other) => areApart(fault, other)),
    );
    if (next && running.size < most) {
      const watched = watch(next);
      waiting.delete(next);
      begun.set(next, watched);
      running.set(
        next,
        watched.finally(() => running.delete(next)),
      );
    } else {
      await Promise.race(running.values());
    }
  }
  return Promise.all(faults.flatMap((fault) => begun.get(fault) ?? []));
}
