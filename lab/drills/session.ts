import { scaledTimes } from "../../infra/config-files/times";
import { FILES } from "../cluster/folders";
import type { LabSettings } from "../deploy/stack";
import { holding, type Holder } from "../lock";
import { Problem } from "../problem";
import { up } from "../up";
import type { Drill } from "./drill";
import { expectations, type Expectations } from "./expected";
import { broken, run, type Outcome } from "./run";
import { byFault, bySettings, sideBySide, type Watched } from "./schedule";

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
 * Runs drills, those side by side whose faults leave each other alone, in a stack that is set for them. What is not
 * proven gets a second attempt, by itself. Afterwards the stack is set as before, but for its time scale.
 *
 * @throws Problem where somebody else runs drills
 */
export async function session(
  drills: readonly Drill[],
  options: SessionOptions,
): Promise<readonly Outcome[]> {
  const lock = { path: `${FILES.lock}.drill`, command: "npm run drill", whenHeld: refuse };
  return holding(lock, async () => {
    const stack = new Stack(options);
    const outcomes: Outcome[] = [];
    try {
      for (const alike of bySettings(drills)) {
        if (options.signal?.aborted) break;
        const expected = await stack.set(alike[0]?.settings ?? {});
        const watch = (fault: Watched) => attempt(fault, expected, options);
        outcomes.push(...(await sideBySide(byFault(alike), AT_ONCE, watch)).flat());
      }
      for (const [index, outcome] of outcomes.entries()) {
        const drill = drills.find(({ alert }) => alert === outcome.alert);
        if (outcome.missing === undefined || drill === undefined) continue;
        if (options.signal?.aborted) break;
        options.say(`${outcome.alert}: ${outcome.missing}; a second attempt, by itself`);
        const expected = await stack.set(drill.settings ?? {});
        for (const again of await attempt([drill], expected, options)) {
          outcomes[index] = { ...again, attempts: 2 };
        }
      }
    } finally {
      await stack.set({});
    }
    return outcomes;
  });
}

/** Runs the drills of one fault; none where everything is to end. */
async function attempt(
  fault: Watched,
  expected: Expectations,
  { timeScale, say, signal }: SessionOptions,
): Promise<readonly Outcome[]> {
  if (signal?.aborted) return [];
  return Promise.all(
    fault.map(async (drill) => {
      const its = expected.get(drill.alert);
      if (its === undefined) return broken(drill, new Error("The stack has no such alert."));
      const worstMs = drill.watch?.worstMs(scaledTimes(timeScale)) ?? its.worstMs;
      return run(drill, { ...its, worstMs }, { say, ...(signal && { signal }) }).catch(
        (error: unknown) => broken(drill, error),
      );
    }),
  );
}

/** The local cluster's stack, which is changed only where other settings are wanted. */
class Stack {
  #settings: string | undefined;
  #expected: Expectations = new Map();

  constructor(private readonly options: SessionOptions) {}

  /** @returns what is expected of each alert in the stack that is so set */
  async set(settings: LabSettings): Promise<Expectations> {
    const wanted = JSON.stringify(settings);
    if (this.#settings !== wanted) {
      const { timeScale, say } = this.options;
      const { stack } = await up({ timeScale, settings, say });
      this.#expected = expectations(stack, timeScale, settings.notifications);
      this.#settings = wanted;
    }
    return this.#expected;
  }
}

function refuse({ pid, since }: Holder): Promise<never> {
  return Promise.reject(
    new Problem(
      `Drills are being run by process ${String(pid)}, since ${since}.`,
      "Wait until it is done, or end it with Ctrl-C.",
    ),
  );
}
