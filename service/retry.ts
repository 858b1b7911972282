import { setTimeout as sleep } from "node:timers/promises";

interface Retries {
  /**
   * How long to wait before another attempt, in milliseconds; undefined for no more attempts.
   *
   * @param attempts made so far
   */
  readonly waitMs: (error: unknown, attempts: number) => number | undefined;
  /** Ends a wait at once, with no further attempt. */
  readonly signal?: AbortSignal;
  /** In the time of performance.now(): no attempt begins after it. */
  readonly deadline?: number;
}

/**
 * Attempts something until it succeeds. Cockatiel's retry is not suitable: its waits cannot be aborted, so a service
 * that stops would wait as long as another server's Retry-After says.
 *
 * @throws what the last attempt threw
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  { waitMs, signal, deadline = Infinity }: Retries,
): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      const wait = signal?.aborted ? undefined : waitMs(error, attempts);
      if (wait === undefined) throw error;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
      if (signal?.aborted || performance.now() >= deadline) throw error;
    }
  }
}
