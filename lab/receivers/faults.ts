import type { Receiver } from "./notification";

export interface Fault {
  /** The HTTP status, or for email the SMTP reply code. */
  readonly status: number;
  /** How many deliveries are still to fail. */
  readonly left: number;
  /** How many have failed by this fault so far. */
  readonly failed: number;
}

/**
 * Failures on order: the next deliveries that a receiver would have accepted are refused instead and
 * leave nothing behind. Not kept over a restart.
 */
export class Faults {
  readonly #faults = new Map<Receiver, Fault>();

  /** Replaces what was ordered for the receiver; a count of 0 takes it back. */
  order(receiver: Receiver, status: number, count: number): void {
    this.#faults.set(receiver, { status, left: count, failed: 0 });
  }

  /** The code that the delivery at hand must fail with, or undefined where it may succeed. */
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
