import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  /** After so many seconds it is given up. Left out: never. */
  readonly seconds?: number;
  /** The rest between two looks, in milliseconds. */
  readonly everyMs?: number;
  /** Gives it up at once. */
  readonly signal?: AbortSignal;
}

/**
 * Looks again and again until it sees something: neither false nor undefined.
 * @returns what it saw; undefined where it was given up before
 * @throws what the look throws
 */
export async function poll<T>(
  look: () => Promise<T | false | undefined>,
  { seconds = Infinity, everyMs = 500, signal }: Patience = {},
): Promise<T | undefined> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== undefined) return seen;
    if (signal?.aborted || Date.now() > deadline) return undefined;
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Waits until a probe passes: returns its value when it does not throw.
 * @throws what the probe threw last, when the time is over
 */
export async function eventually<T>(
  what: string,
  seconds: number,
  probe: () => Promise<T>,
  everyMs?: number,
): Promise<T> {
  let last: unknown;
  const look = async () => {
    try {
      return { value: await probe() };
    } catch (error) {
      last = error;
      return undefined;
    }
  };
  const passed = await poll(look, { seconds, ...(everyMs !== undefined && { everyMs }) });
  if (passed) return passed.value;
  const why = last instanceof Error ? last.message : String(last);
  throw new Error(`Timed out after ${String(seconds)} s: ${what}\n${why}`, { cause: last });
}
