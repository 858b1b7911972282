import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 500;

/**
 * Waits until a probe passes: returns its value when it does not throw.
 *
 * @throws what the probe threw last, when the time is over
 */
export async function eventually<T>(
  what: string,
  seconds: number,
  probe: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() > deadline) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`Not within ${String(seconds)} s: ${what}\n${why}`, { cause: error });
      }
      await sleep(POLL_MS);
    }
  }
}
