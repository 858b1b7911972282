import type { Receiver } from "./notification";

/** The injected fault of a receiver. */
export interface Fault {
  /** The HTTP status, or the SMTP reply code for email. */
  readonly status: number;
  /** How many more deliveries will fail. */
  readonly left: number;
  /** How many deliveries this fault has made fail so far. */
  readonly failed: number;
}

/**
 * Injected faults: the next deliveries that a receiver would have accepted are rejected instead, and leave nothing
 * behind. Not kept across restarts.
 */
export class Faults {
  readonly #faults = new Map<Receiver, Fault>();

  /** Replaces the receiver's fault; a count of 0 removes it. */
  order(receiver: Receiver, status: number, count: number): void {
    this.#faults.set(receiver, { status, left: count, failed: 0 });
  }

  /** The code with which the current delivery must fail; undefined if it may succeed. */
  take(receiver: Receiver): number | undefined {
    const fault = this.#faults.get(receiver);
    if (fault === undefined || fault.left === 0) return undefined;
    this.#faults.set(receiver, { ...fault, left: fault.left - 1, failed: fault.failed + 1 });
    return fault.status;
  }

  ordered(): Partial<Record<Receiver, Fault>> {
    return Object.fromEntries(this.#faults);
  }
}
