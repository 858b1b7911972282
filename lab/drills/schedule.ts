import { isDeepStrictEqual } from "node:util";

import { merged } from "../../tools/render/merge";
import type { LabSettings } from "../deploy/stack";
import type { Claims, Drill, Resource } from "./drill";

/**
 * How many faults two cores bear at once, and still answer in time. Most of them only wait; those that take much of a
 * core say so, and keep apart.
 */
export const AT_ONCE = 6;

/** Drills of one fault, which is caused once for all of them. */
export type Watched = readonly Drill[];

/**
 * What a stack has to be set to for some drills, so that it is set once for all of them.
 *
 * @throws where two of them want it set differently
 */
export function settingsFor(drills: readonly Drill[]): LabSettings {
  return drills.reduce<LabSettings>((all, { alert, settings = {} }) => {
    const both = merged(all, settings);
    if (!isDeepStrictEqual(both, merged(settings, all))) {
      throw new Error(
        `The drill of ${alert} needs other settings of the stack than the other drills.`,
      );
    }
    return both as LabSettings;
  }, {});
}

/** The drills by the fault that they watch. */
export function byFault(drills: readonly Drill[]): readonly Watched[] {
  const causes = new Set(drills.map(({ cause }) => cause));
  return [...causes].map((each) => drills.filter(({ cause }) => cause === each));
}

/** How far a drill is: its fault is there, or has ended, and the alert has still to resolve. */
export type Phase = "there" | "over";

/** Every alert is worked out by Prometheus until it has resolved. */
const READ_BY_ALL: readonly Resource[] = ["Prometheus"];
/** Every notification passes through Alertmanager. */
const USED_BY_ALL: readonly Resource[] = ["Alertmanager"];

interface Held {
  readonly needed: readonly Resource[];
  readonly disturbed: readonly Resource[];
}

function heldBy({ reads, uses = [], disturbs, lingers = [] }: Claims, phase: Phase): Held {
  return phase === "there"
    ? {
        needed: [...READ_BY_ALL, ...USED_BY_ALL, ...reads, ...uses],
        disturbed: [...disturbs, ...lingers],
      }
    : { needed: [...READ_BY_ALL, ...reads], disturbed: lingers };
}

/**
 * Whether neither of two drills disturbs what the other needs.
 *
 * @param phase of the other; the fault of the one is about to begin
 */
export function areApart(one: Claims, other: Claims, phase: Phase = "there"): boolean {
  const [its, others] = [heldBy(one, "there"), heldBy(other, phase)];
  const clear = (disturbed: readonly Resource[], needed: readonly Resource[]) =>
    !disturbed.some((each) => needed.includes(each));
  return clear(its.disturbed, others.needed) && clear(others.disturbed, its.needed);
}

/** What a drill that is being watched tells the others, and waits for. */
export interface Turn {
  /** Is called when the fault has ended. */
  readonly ended: () => void;
  /**
   * Is awaited before the fault is caused: resolves when every drill of the fault has come here, or is done. One whose
   * alert is not quiet yet would otherwise be overtaken by the fault that another of them causes.
   */
  readonly together: () => Promise<void>;
}

/**
 * Has each drill watched as soon as those that run leave it alone, all of one fault together: whenever a fault ends, or
 * an alert has resolved, the first of those that wait and can begin does.
 *
 * @param most how many faults one machine bears at once; alerts that have only to resolve are none
 * @param watch never rejects: what went wrong is among what came of it
 * @returns what came of each drill, fault by fault
 */
export async function sideBySide<T>(
  faults: readonly Watched[],
  most: number,
  watch: (drill: Drill, turn: Turn) => Promise<T>,
): Promise<readonly T[]> {
  const waiting = new Set(faults);
  const running = new Map<Drill, Phase>();
  const begun = new Map<Drill, Promise<T>>();
  let wake: () => void = () => undefined;
  const begin = (drill: Drill, gate: Gate): void => {
    running.set(drill, "there");
    const ended = (): void => {
      if (running.has(drill)) running.set(drill, "over");
      wake();
    };
    const over = (): void => {
      running.delete(drill);
      void gate.arrive(drill);
      wake();
    };
    const together = (): Promise<void> => gate.arrive(drill);
    const watched = watch(drill, { ended, together });
    begun.set(drill, watched);
    void watched.then(over, over);
  };
  const isFree = (): boolean =>
    faults.filter((fault) => fault.some((drill) => running.get(drill) === "there")).length < most;
  const canBegin = (fault: Watched): boolean =>
    fault.every((drill) => [...running].every(([other, phase]) => areApart(drill, other, phase)));
  while (waiting.size > 0) {
    const changed = new Promise<void>((resolve) => (wake = resolve));
    const next = isFree() ? [...waiting].find(canBegin) : undefined;
    if (next) {
      waiting.delete(next);
      const gate = gateFor(next);
      for (const drill of next) begin(drill, gate);
    } else {
      await changed;
    }
  }
  return Promise.all(faults.flat().flatMap((drill) => begun.get(drill) ?? []));
}

interface Gate {
  /** Resolves when all have arrived. To arrive twice is to arrive once. */
  readonly arrive: (drill: Drill) => Promise<void>;
}

function gateFor(drills: Watched): Gate {
  const missing = new Set(drills);
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    arrive: (drill) => {
      missing.delete(drill);
      if (missing.size === 0) open();
      return opened;
    },
  };
}
