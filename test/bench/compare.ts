/** Something that is timed, against something else that is timed beside it. */
export interface Benchmark {
  readonly name: string;
  /** What its time is a multiple of. */
  readonly against: string;
  readonly work: Work;
  readonly baseline: Work;
  /** Both give a number, and that is compared, once, instead of their times. */
  readonly sizes?: true;
  /** @default 9 */
  readonly rounds?: number;
}

export type Work = () => unknown;

/** How many times as long the work takes as its baseline, over some rounds. */
export interface Ratios {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly rounds: number;
}

/** So long does each side of a round run at least: a clock tick or a small collection is little of it. */
const SIDE_MS = 60;

/**
 * Times both of a benchmark in turn, in every other round the other way round: what the machine does besides meets both
 * alike, and neither always has the other's garbage to collect.
 */
export async function compare({ work, baseline, sizes, rounds = 9 }: Benchmark): Promise<Ratios> {
  if (sizes) {
    return { ...spread([Number(await work()) / Number(await baseline())]), rounds: 1 };
  }
  const [times, baseTimes] = [await timesFor(work), await timesFor(baseline)];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const [first, second] = round % 2 === 0 ? [work, baseline] : [baseline, work];
    const one = await milliseconds(first, first === work ? times : baseTimes);
    const other = await milliseconds(second, second === work ? times : baseTimes);
    ratios.push(first === work ? one / other : other / one);
  }
  return { ...spread(ratios), rounds };
}

/** The median, and how far the rest lies from it. @param values one at least */
export function spread(values: readonly number[]): Omit<Ratios, "rounds"> {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (place: number) => sorted[place] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
}

/** How often a side runs a work; the first time, which is slower than all others, does not count. */
async function timesFor(work: Work): Promise<number> {
  await milliseconds(work, 1);
  const once = await milliseconds(work, 1);
  return Math.min(10_000, Math.max(1, Math.ceil(SIDE_MS / once)));
}

/** How long one of some runs takes. */
async function milliseconds(work: Work, times: number): Promise<number> {
  const began = performance.now();
  for (let n = 0; n < times; n++) await work();
  return (performance.now() - began) / times;
}
