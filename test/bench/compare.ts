import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { roundsOf, unitOf, type Benchmark, type Reach } from "./benchmark";

/** A median with the minimum and the maximum. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The result of a benchmark's rounds. */
export interface Result {
  /** The cost of the work itself, per item if it has several: in seconds, or in the unit that it returns. */
  readonly value: Spread;
  /** The multiple of its baseline; undefined if it has none. */
  readonly ratio?: Spread;
  readonly rounds: number;
}

type Sides = Pick<
  Benchmark,
  | "name"
  | "cpu"
  | "setup"
  | "close"
  | "work"
  | "baseline"
  | "less"
  | "gives"
  | "sizes"
  | "per"
  | "rounds"
>;

/** Measures a side in one round. */
type Measure = () => Promise<number>;

/**
 * The minimum duration of a side in one round, in seconds, so that a clock tick or a minor garbage collection hardly
 * matters.
 */
const SIDE_S = 0.2;
const MOST_TIMES = 10_000;

/**
 * Measures the sides of a benchmark alternately, and in reverse order in every other round, so that other load on the
 * machine affects all sides equally. Each starts without the garbage of the one before.
 */
export async function compare(benchmark: Sides, rounds = roundsOf(benchmark)): Promise<Result> {
  const state = await benchmark.setup?.();
  try {
    const timed = unitOf(benchmark) === undefined;
    const sides = [
      () => benchmark.work(state),
      ...(benchmark.baseline ? [() => benchmark.baseline?.(state)] : []),
      ...(benchmark.less ? [() => benchmark.less?.(state)] : []),
    ];
    const measures: Measure[] = [];
    for (const side of sides) {
      measures.push(timed ? await timing(side, benchmark) : async () => Number(await side()));
    }
    const found = await inTurn(measures, rounds);
    return { ...resultOf(found, benchmark), rounds };
  } finally {
    await benchmark.close?.(state);
  }
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** @returns for each side, the measurements of all rounds */
async function inTurn(sides: readonly Measure[], rounds: number): Promise<readonly number[][]> {
  const found: number[][] = sides.map(() => []);
  const order = [...sides.entries()];
  for (let round = 0; round < rounds; round++) {
    for (const [side, measure] of round % 2 === 0 ? order : [...order].reverse()) {
      collectGarbage();
      found[side]?.push(await measure());
    }
  }
  return found;
}

function resultOf(
  [works = [], bases, common]: readonly (readonly number[])[],
  { name, per }: Pick<Benchmark, "name" | "per">,
): Omit<Result, "rounds"> {
  const value = spread(works.map((work) => work / (per?.count ?? 1)));
  if (!bases) return { value };
  if (!common) return { value, ratio: spread(works.map((work, i) => work / (bases[i] ?? NaN))) };
  // In a single round, a difference in the denominator may be close to zero. The median is not.
  const base = spread(bases.map((each, i) => each - (common[i] ?? NaN))).median;
  if (!(base > 0)) {
    throw new Error(
      `Of "${name}" the baseline costs no more than what both have in common: nothing is left to compare with.`,
    );
  }
  return { value, ratio: spread(works.map((work, i) => (work - (common[i] ?? NaN)) / base)) };
}

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (place: number) => sorted[place] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
}

/** Whether a result reaches its target. */
export function isMet(
  { reach, judgedBy }: { readonly reach: Reach; readonly judgedBy?: "most" },
  { value, ratio }: Pick<Result, "value" | "ratio">,
): boolean {
  const by = judgedBy ?? "median";
  const { times = Infinity, value: limit = Infinity } = reach;
  return value[by] <= limit && (ratio?.[by] ?? 0) <= times;
}

type Clock = () => number;

function clockSeconds(): number {
  return performance.now() / 1000;
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * Determines how often a side has to run to take long enough. Its first run, which is slower than all others, does not
 * count. Nor does the first run of each round if CPU time is measured: collecting garbage drops some compiled code.
 */
async function timing(side: () => unknown, { cpu }: Pick<Benchmark, "cpu">): Promise<Measure> {
  const clock = cpu ? processorSeconds : clockSeconds;
  let once = await seconds(side, 1, clock);
  if (once < SIDE_S) once = await seconds(side, 1, clock);
  const times = Math.min(MOST_TIMES, Math.max(1, Math.ceil(SIDE_S / once)));
  return async () => {
    if (cpu) await side();
    return seconds(side, times, clock);
  };
}

/** The average duration of some runs. */
async function seconds(side: () => unknown, times: number, clock: Clock): Promise<number> {
  const began = clock();
  for (let n = 0; n < times; n++) await side();
  return (clock() - began) / times;
}
