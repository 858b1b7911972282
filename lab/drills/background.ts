import { setTimeout as sleep } from "node:timers/promises";

import { eventually } from "../../tools/polling";
import type { Undo } from "./drill";

/**
 * Does something again and again until it is told to stop, so many times a second at the most and one at a time.
 *
 * @param step what fails in it is what was to fail, and is not an error
 */
export function repeatedly(perSecond: number, step: () => Promise<unknown>): Undo {
  const over = new AbortController();
  const running = (async () => {
    while (!over.signal.aborted) {
      const began = Date.now();
      await step().catch(() => undefined);
      const rest = 1000 / perSecond - (Date.now() - began);
      if (rest > 0) await sleep(rest, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    over.abort();
    await running;
  };
}

/** Several faults as one: they end in the opposite order, each even if another's end fails. */
export function together(...undos: readonly Undo[]): Undo {
  return async () => {
    const faults: unknown[] = [];
    for (const undo of [...undos].reverse()) {
      await undo().catch((fault: unknown) => faults.push(fault));
    }
    if (faults.length > 0) throw new AggregateError(faults, "A fault could not be ended.");
  };
}

/** Several things of one kind as one: they end at once, for each may take a while. */
export function alike(...undos: readonly Undo[]): Undo {
  return async () => {
    const ends = await Promise.allSettled(undos.map((undo) => undo()));
    const faults: unknown[] = [];
    for (const end of ends) if (end.status === "rejected") faults.push(end.reason);
    if (faults.length > 0) throw new AggregateError(faults, "A fault could not be ended.");
  };
}

/** Where nothing has to be done, neither now nor to end it. */
export const nothing = (): Promise<Undo> => Promise.resolve(() => Promise.resolve());

const PATIENCE_SECONDS = 60;

/**
 * An undo that is tried again for a while: what a fault is about may refuse its end, too, until it has recovered. It
 * must bear to be called again.
 */
export function persistently(undo: Undo): Undo {
  return () => eventually("a fault is ended", PATIENCE_SECONDS, undo);
}

/** An undo that does its work once, however often it is called. */
export function once(undo: Undo): Undo {
  let done: Promise<void> | undefined;
  return () => (done ??= undo());
}
