import type { LlmError } from "./protocol";

/** Retries after the first attempt. */
export const RETRIES = 2;

const FIRST_WAIT_MS = 200;

/**
 * How long an attempt may take: half of the total time, so that one that hangs leaves time for another, and no more
 * than is left.
 */
export const attemptMs = (allMs: number, leftMs: number): number => Math.min(allMs / 2, leftMs);

/**
 * How long to wait before the question is asked again.
 *
 * @param attempts made so far
 * @param leftMs until an answer is no longer useful
 * @param chance random number from 0 to 1, so that questions that failed together are not retried together
 * @returns undefined if it is not asked again
 */
export function waitBeforeRetry(
  { more: { passing = false, retryAfterMs } }: LlmError,
  attempts: number,
  leftMs: number,
  chance: number,
): number | undefined {
  if (!passing || attempts > RETRIES) return undefined;
  const most = FIRST_WAIT_MS * 2 ** (attempts - 1);
  const wait = retryAfterMs ?? most * (0.5 + chance / 2);
  return wait < leftMs ? wait : undefined;
}
