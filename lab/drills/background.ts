import { setTimeout as sleep } from "node:timers/promises";

import { eventually } from "../../tools/polling";
import type { Undo } from "./drill";

/**
 * Repeats something until it is stopped, one call at a time, at most so many times a second.
 *
 * @param step its failures are ignored, because the fault may well cause them
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

/** Several faults as one: they end in reverse order, each even if ending another one fails. */
export function together(...undos: readonly Undo[]): Undo {
  return async () => {
    const faults: unknown[] = [];
    for (const undo of [...undos].reverse()) {
      await undo().catch((fault: unknown) => faults.push(fault));
    }
    if (faults.length > 0) throw new AggregateError(faults, "A fault could not be ended.");
  };
}

/** Several faults of one kind as one: they end concurrently, because each may take a while. */
export function alike(...undos: readonly Undo[]): Undo {
  return async () => {
    const ends = await Promise.allSettled(undos.map((undo) => undo()));
    const faults: unknown[] = [];
    for (const end of ends) if (end.status === "rejected") faults.push(end.reason);
    if (faults.length > 0) throw new AggregateError(faults, "A fault could not be ended.");
  };
}

/** For a fault that needs no action, neither to cause nor to end it. */
export const nothing = (): Promise<Undo> => Promise.resolve(() => Promise.resolve());

const PATIENCE_SECONDS = 60;

/**
 * An undo that is retried for a while: what the fault broke may also refuse the repair until it has recovered. The undo
 * must be safe to call again.
 */
export function persistently(undo: Undo): Undo {
  return () => eventually("a fault is ended", PATIENCE_SECONDS, undo);
}

/** An undo that works only once, however often it is called. */
export function once(undo: Undo): Undo {
  let done: Promise<void> | undefined;
  return () => (done ??= undo());
}
