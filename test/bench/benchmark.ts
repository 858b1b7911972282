/**
 * Something whose cost is recorded: relative to a floor or a peer that is measured with it, or as an absolute value.
 * @typeParam S the result of `setup`, which each side gets
 */
export interface Benchmark<S = unknown> {
  /** A unique name. */
  readonly name: string;
  /** The floor or the peer that its cost is a multiple of, in words. */
  readonly against: string;
  /** Why it costs that much, and why no further improvement is needed, in one or two sentences. */
  readonly why: string;
  readonly reach: Reach;
  /** How many times each side is measured. @default 9 */
  readonly rounds?: number;
  /**
   * Measures this process's CPU time instead of the elapsed time. For work that neither waits nor starts another
   * process, it is the same on a busy machine.
   */
  readonly cpu?: true;
  /** The unit, such as "bytes", if the sides return numbers, which are then compared instead of times. */
  readonly gives?: string;
  /**
   * The sides return numbers that are always the same, so that one round is enough. The unit is bytes, unless `gives`
   * is set.
   */
  readonly sizes?: true;
  /** If set, its own cost is reported per item. */
  readonly per?: { readonly count: number; readonly what: string };
  /** The reach is compared with the worst round, not with the median. */
  readonly judgedBy?: "most";
  /** Why it is left out of the short form, as part of a sentence. Undefined if it is included. */
  readonly long?: string;
  /** Runs before the first round, and is not timed. */
  setup?(): S | Promise<S>;
  close?(state: S): unknown;
  /** The work that is timed, or that returns a number. */
  work(state: S): unknown;
  /** What the work is compared with. Without it, the reach has to be an absolute value. */
  baseline?(state: S): unknown;
  /** Work that both have in common: it is subtracted from both before they are compared. */
  less?(state: S): unknown;
}

/** The target: at least one of both. */
export interface Reach {
  /** The maximum multiple of its baseline. */
  readonly times?: number;
  /** The maximum of its own cost, in seconds or in the unit that it returns. */
  readonly value?: number;
}

/** Benchmarks of one subject, under a title. */
export interface Group {
  readonly title: string;
  /** What applies to all of them, in one or two sentences. */
  readonly intro: string;
  readonly benchmarks: readonly Benchmark[];
}

const ROUNDS = 9;

/** How many times each side is measured. */
export function roundsOf({ sizes, rounds = ROUNDS }: Pick<Benchmark, "sizes" | "rounds">): number {
  return sizes ? 1 : rounds;
}

/** The unit of the numbers that the sides return; undefined if they are timed. */
export function unitOf({ sizes, gives }: Pick<Benchmark, "sizes" | "gives">): string | undefined {
  return gives ?? (sizes ? "bytes" : undefined);
}
