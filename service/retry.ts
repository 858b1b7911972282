import { setTimeout as sleep } from "node:timers/promises";

interface Retries {
  /**
   * How long to rest before another attempt, in milliseconds; undefined where there is none.
   * @param attempts made so far
   */
  readonly waitMs: (error: unknown, attempts: number) => number | undefined;
  /** Ends a rest at once, and then there is no other attempt. */
  readonly signal?: AbortSignal;
  /** On performance.now()'s clock: no attempt begins after it. */
  readonly deadline?: number;
}

/**
 * Attempts something until it succeeds. Cockatiel's retry would not do: its waits cannot be ended, and a service that
 * stops would wait for as long as another server's Retry-After says.
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
