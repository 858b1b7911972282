/** One line that a series has on the page: what follows the metric's name there, and its value. */
export interface Sample {
  readonly suffix: "" | "_bucket" | "_sum" | "_count";
  /** The upper bound of a bucket. */
  readonly le?: string;
  readonly value: number;
}

/** A number that only grows. */
export class CounterSeries {
  #value = 0;

  inc(): void {
    this.#value += 1;
  }

  /** @throws RangeError where the amount is negative or no finite number */
  add(amount: number): void {
    if (!(amount >= 0 && amount < Infinity)) {
      throw new RangeError(`A counter cannot grow by ${String(amount)}.`);
    }
    this.#value += amount;
  }

  samples(): readonly Sample[] {
    return [{ suffix: "", value: this.#value }];
  }
}

/** A number that comes and goes. */
export class GaugeSeries {
  #value = 0;

  set(value: number): void {
    this.#value = value;
  }

  add(amount: number): void {
    this.#value += amount;
  }

  samples(): readonly Sample[] {
    return [{ suffix: "", value: this.#value }];
  }
}

/** How many of the observed values were at most as large as each bound; their sum, and their count. */
export class HistogramSeries {
  /** Of each the values in it alone: only the page adds them up. */
  readonly #buckets: readonly { readonly bound: number; count: number }[];
  #sum = 0;
  #count = 0;

  /** @param bounds upper ones, ascending, without +Inf */
  constructor(bounds: readonly number[]) {
    this.#buckets = bounds.map((bound) => ({ bound, count: 0 }));
  }

  /** @throws RangeError where the value is no finite number: the sum would never be one again */
  observe(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`${String(value)} cannot be observed.`);
    // Not a binary search: there are ten at most, and most values are in the first.
    for (const bucket of this.#buckets) {
      if (value > bucket.bound) continue;
      bucket.count += 1;
      break;
    }
    this.#sum += value;
    this.#count += 1;
  }

  samples(): readonly Sample[] {
    let upTo = 0;
    return [
      ...this.#buckets.map(({ bound, count }) => ({
        suffix: "_bucket" as const,
        le: String(bound),
        value: (upTo += count),
      })),
      { suffix: "_bucket", le: "+Inf", value: this.#count },
      { suffix: "_sum", value: this.#sum },
      { suffix: "_count", value: this.#count },
    ];
  }
}
