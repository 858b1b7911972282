import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  /** Give up after this many seconds. By default never. */
  readonly seconds?: number;
  /** The pause between two checks, in milliseconds. */
  readonly everyMs?: number;
  /** Give up immediately when this is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Checks repeatedly until the result is neither false nor undefined.
 * @returns the result; undefined if it gave up
 * @throws what the check throws
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
 * Waits until a probe does not throw, and returns its value.
 * @throws the probe's last error when the time is over
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
