import { roundsOf, unitOf, type Benchmark } from "./benchmark";
import type { Result } from "./compare";
import type { Records } from "./records";
import { cost, number } from "./words";

/** How many times worse than recorded is a failure. */
const FACTOR = 2;
/** A small number of rounds is not reliable, so a bad result is measured again with all rounds. */
const SHORT_ROUNDS = 3;

/** The verdict of the short form about a benchmark. */
export interface Verdict {
  readonly passed: boolean;
  /** One line; for a failure, with a second line that says what to do. */
  readonly text: string;
}

type Measure = (benchmark: Benchmark, rounds: number) => Promise<Result>;

/**
 * Whether a benchmark is within twice its recorded ratio. Without a ratio, it is compared with its absolute target,
 * because a recorded time is from another machine. A bad result in a few rounds is measured again in all rounds.
 */
export async function shortVerdict(
  benchmark: Benchmark,
  records: Records,
  measure: Measure,
): Promise<Verdict> {
  const { name } = benchmark;
  const again = `npm run bench -- "${name}"`;
  const bound = boundOf(benchmark, records);
  if (!bound) {
    return { passed: false, text: `${name}: nothing is recorded of it.\nRun ${again}.` };
  }
  const { limit, known, told, of } = bound;
  const few = Math.min(SHORT_ROUNDS, roundsOf(benchmark));
  let found = of(await measure(benchmark, few));
  const retried = found > limit && few < roundsOf(benchmark);
  if (retried) found = of(await measure(benchmark, roundsOf(benchmark)));
  const figures = `${told(found)}${retried ? " at the second try" : ""} (${known}, limit ${told(limit)})`;
  if (found <= limit) return { passed: true, text: `${name}: ${figures}` };
  return {
    passed: false,
    text: `${name}: ${figures}, against ${benchmark.against}\nSee with ${again} whether it stays so, and what made it slow; or keep what that records, if it is worth it.`,
  };
}

interface Bound {
  readonly limit: number;
  /** The source of the limit. */
  readonly known: string;
  readonly told: (value: number) => string;
  readonly of: (result: Result) => number;
}

function boundOf(benchmark: Benchmark, records: Records): Bound | undefined {
  if (benchmark.baseline) {
    const recorded = records[benchmark.name]?.ratio?.median;
    if (recorded === undefined) return undefined;
    const told = (value: number) => `${number(value)} ×`;
    return {
      limit: FACTOR * recorded,
      known: `recorded ${told(recorded)}`,
      told,
      of: ({ ratio }) => ratio?.median ?? NaN,
    };
  }
  const { value } = benchmark.reach;
  if (value === undefined) return undefined;
  const told = (each: number) => cost(each, unitOf(benchmark));
  return {
    limit: FACTOR * value,
    known: `reach ${told(value)}`,
    told,
    of: (result) => result.value[benchmark.judgedBy ?? "median"],
  };
}
