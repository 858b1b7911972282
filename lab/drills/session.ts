import { scaledTimes } from "../../infra/config-files/times";
import { runningNode } from "../cluster/node";
import { stackObjects, type DevSettings } from "../deploy/stack";
import { up } from "../up";
import { batches } from "./batches";
import type { Drill } from "./drill";
import { expectations } from "./expected";
import { run, type Outcome } from "./run";

/** How many faults two cores bear at once, and still answer in time. */
const AT_ONCE = 4;

interface SessionOptions {
  /** Divides every interval, window and wait of the stack. */
  readonly timeScale: number;
  readonly say: (line: string) => void;
  /** Ends every fault that is there, and causes no further one. */
  readonly signal?: AbortSignal;
}

/**
 * Runs drills, those side by side whose faults leave each other alone, in a stack that is set for them. Afterwards the
 * stack is set as before, but for its time scale.
 */
export async function session(
  drills: readonly Drill[],
  { timeScale, say, signal }: SessionOptions,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let current: string | undefined;
  const set = async (settings: DevSettings): Promise<void> => {
    const wanted = JSON.stringify(settings);
    if (current === wanted && runningNode() !== undefined) return;
    await up({ timeScale, settings, say });
    current = wanted;
  };
  try {
    for (const round of batches(drills, AT_ONCE)) {
      if (signal?.aborted) break;
      const settings = round[0]?.settings ?? {};
      await set(settings);
      const expected = expectations(await stackObjects({ timeScale, settings }), timeScale);
      // All to their end, or the faults of the others would outlive the first that goes wrong.
      const done = await Promise.allSettled(
        round.map(async (drill) => {
          const its = expected.get(drill.alert);
          if (its === undefined) throw new Error(`The stack has no alert ${drill.alert}.`);
          const worstMs = drill.watch?.worstMs(scaledTimes(timeScale)) ?? its.worstMs;
          return run(drill, { ...its, worstMs }, { say, ...(signal && { signal }) });
        }),
      );
      for (const each of done) {
        if (each.status === "rejected") throw each.reason;
        outcomes.push(each.value);
      }
    }
  } finally {
    await set({});
  }
  return outcomes;
}
