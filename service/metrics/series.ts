/** One line of a series on the page: the suffix of the metric's name, and the value. */
export interface Sample {
  readonly suffix: "" | "_bucket" | "_sum" | "_count";
  /** The upper bound of a bucket. */
  readonly le?: string;
  readonly value: number;
}

/** A number that only increases. */
export class CounterSeries {
  #value = 0;

  inc(): void {
    this.#value += 1;
  }

  /** @throws RangeError if the amount is negative or not finite */
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

/** A number that goes up and down. */
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

/** The number of observed values up to each bound, with their sum and count. */
export class HistogramSeries {
  /** Each counts only the values of its own range; they are added up when the page is written. */
  readonly #buckets: readonly { readonly bound: number; count: number }[];
  #sum = 0;
  #count = 0;

  /** @param bounds upper bounds, ascending, without +Inf */
  constructor(bounds: readonly number[]) {
    this.#buckets = bounds.map((bound) => ({ bound, count: 0 }));
  }

  /** @throws RangeError if the value is not finite, which would spoil the sum for good */
  observe(value: number): void {
    if (!Number.isFinite(value)) throw new RangeError(`${String(value)} cannot be observed.`);
    // No binary search: there are at most ten buckets, and most values are in the first.
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
