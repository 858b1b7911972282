/**
 * Something whose cost is known: against a floor or a peer that is measured beside it, or as it is.
 * @typeParam S what `setup` made, and each side is given
 */
export interface Benchmark<S = unknown> {
  /** No other has it. */
  readonly name: string;
  /** The floor or the peer that its cost is a multiple of, in words. */
  readonly against: string;
  /** A sentence or two on why it costs that, and why no more is wanted. */
  readonly why: string;
  readonly reach: Reach;
  /** How often each side is measured. @default 9 */
  readonly rounds?: number;
  /**
   * Timed by what this process takes of the processor, and not by the clock: for what neither waits nor starts another
   * process, it is the same on a machine that has other things to do.
   */
  readonly cpu?: true;
  /** The sides give numbers in this unit, as "bytes", and those are compared instead of their times. */
  readonly gives?: string;
  /** The sides give numbers that are the same every time, and one round is enough; bytes, unless `gives` is said. */
  readonly sizes?: true;
  /** Its own cost is told of each of so many things. */
  readonly per?: { readonly count: number; readonly what: string };
  /** The reach holds for the worst round, and not for the median. */
  readonly judgedBy?: "most";
  /** Why it is left out of the short form, as a piece of a sentence; unless said, it is not. */
  readonly long?: string;
  /** Runs just before the first round, and is not timed. */
  setup?(): S | Promise<S>;
  close?(state: S): unknown;
  /** Is timed, or gives a number. */
  work(state: S): unknown;
  /** Left out where nothing is a measure of it; it then has a reach of its own. */
  baseline?(state: S): unknown;
  /** What both do besides: it is taken off both, and what is left is compared. */
  less?(state: S): unknown;
}

/** What is hoped for: one of both at least. */
export interface Reach {
  /** At most so many times its baseline. */
  readonly times?: number;
  /** Itself at most so many seconds, or of what it gives. */
  readonly value?: number;
}

/** Benchmarks of one thing, under a title. */
export interface Group {
  readonly title: string;
  /** What holds for all of them, in a sentence or two. */
  readonly intro: string;
  readonly benchmarks: readonly Benchmark[];
}

const ROUNDS = 9;

/** How often each side is measured. */
export function roundsOf({ sizes, rounds = ROUNDS }: Pick<Benchmark, "sizes" | "rounds">): number {
  return sizes ? 1 : rounds;
}

/** The unit of what its sides give; undefined where they are timed. */
export function unitOf({ sizes, gives }: Pick<Benchmark, "sizes" | "gives">): string | undefined {
  return gives ?? (sizes ? "bytes" : undefined);
}
