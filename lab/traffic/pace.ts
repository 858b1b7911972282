import { setTimeout as sleep } from "node:timers/promises";

/** When a run ends: at the first of the given limits. At least one is required. */
export interface Bounds {
  readonly seconds?: number;
  /** The number of requests. */
  readonly count?: number;
  readonly signal?: AbortSignal;
}

/** Limits the rate of requests, over all users together. */
export class Pace {
  readonly #intervalMs: number;
  readonly #deadline: number;
  #next = Date.now();
  #left: number;

  constructor(
    requestsPerSecond: number,
    private readonly bounds: Bounds,
  ) {
    const { seconds = Infinity, count = Infinity, signal } = bounds;
    if (!(requestsPerSecond > 0)) {
      throw new RangeError(`requestsPerSecond must be more than 0, got ${requestsPerSecond}`);
    }
    if (seconds === Infinity && count === Infinity && signal === undefined) {
      throw new RangeError("traffic must end: give `seconds`, `count` or a `signal`");
    }
    this.#intervalMs = 1000 / requestsPerSecond;
    this.#deadline = Date.now() + seconds * 1000;
    this.#left = count;
  }

  /** Waits for the next turn. @returns false once the run is over */
  async turn(): Promise<boolean> {
    const { signal } = this.bounds;
    // After a pause (slow answers, an outage), missed turns are not made up for in a burst.
    const at = Math.max(this.#next, Date.now());
    if (signal?.aborted || this.#left <= 0 || at > this.#deadline) return false;
    this.#left -= 1;
    this.#next = at + this.#intervalMs;
    await sleep(at - Date.now(), undefined, { signal }).catch(() => undefined);
    return !signal?.aborted;
  }
}
