import { isDeepStrictEqual } from "node:util";

import { merged } from "../../tools/render/merge";
import type { LabSettings } from "../deploy/labSettings";
import type { Claims, Drill, Resource } from "./drill";

/**
 * How many faults two cores can handle at once while still answering in time. Most faults only wait; those that take
 * much CPU time declare it, and do not overlap.
 */
export const AT_ONCE = 6;

/** The drills of one fault, which is caused once for all of them. */
export type Watched = readonly Drill[];

/**
 * The combined stack settings of some drills, so that the stack is set once for all of them.
 *
 * @throws if two drills need different values of one setting
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

/** Groups drills by their fault. */
export function byFault(drills: readonly Drill[]): readonly Watched[] {
  const causes = new Set(drills.map(({ cause }) => cause));
  return [...causes].map((each) => drills.filter(({ cause }) => cause === each));
}

/** The phase of a running drill: its fault is in effect, or has ended and the alert has yet to resolve. */
export type Phase = "there" | "over";

/** Prometheus evaluates every alert until it has resolved. */
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
 * @param phase the phase of the other drill; the fault of the first is about to start
 */
export function areApart(one: Claims, other: Claims, phase: Phase = "there"): boolean {
  const [its, others] = [heldBy(one, "there"), heldBy(other, phase)];
  const clear = (disturbed: readonly Resource[], needed: readonly Resource[]) =>
    !disturbed.some((each) => needed.includes(each));
  return clear(its.disturbed, others.needed) && clear(others.disturbed, its.needed);
}

/** How a drill that is being watched coordinates with the others. */
export interface Turn {
  /** To be called when the fault has ended. */
  readonly ended: () => void;
  /**
   * To be awaited before the fault is caused. Resolves when every drill of the fault has reached this point or is done.
   * Otherwise one drill would cause the fault before another's alert is quiet.
   */
  readonly together: () => Promise<void>;
}

/**
 * Watches each drill as soon as the running ones do not disturb it; all drills of one fault start together. Whenever a
 * fault ends or an alert resolves, the first waiting fault that can start does.
 *
 * @param most the maximum number of faults at once; alerts that only have to resolve do not count
 * @param watch never rejects: errors are part of its result
 * @returns the result of each drill, fault by fault
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
  /** Resolves when all drills have arrived. Arriving twice has no further effect. */
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
