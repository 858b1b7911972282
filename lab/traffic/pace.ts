import { setTimeout as sleep } from "node:timers/promises";

/** When a run ends: by whichever comes first of those that are given; at least one is needed. */
export interface Bounds {
  readonly seconds?: number;
  /** How many requests. */
  readonly count?: number;
  readonly signal?: AbortSignal;
}

/** Hands out the right to make a request, so many a second over all who ask. */
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

  /** Waits for the next turn. @returns whether there is one; false once the run is over */
  async turn(): Promise<boolean> {
    const { signal } = this.bounds;
    // After a pause (slow answers, an outage) there is no burst to catch up.
    const at = Math.max(this.#next, Date.now());
    if (signal?.aborted || this.#left <= 0 || at > this.#deadline) return false;
    this.#left -= 1;
    this.#next = at + this.#intervalMs;
    await sleep(at - Date.now(), undefined, { signal }).catch(() => undefined);
    return !signal?.aborted;
  }
}
