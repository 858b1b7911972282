import { roundsOf, unitOf, type Benchmark } from "./benchmark";
import type { Result } from "./compare";
import type { Records } from "./records";
import { cost, number } from "./words";

/** How much worse than recorded is too bad. */
const FACTOR = 2;
/** So few say little, and are tried again with all where they say something bad. */
const SHORT_ROUNDS = 3;

/** What the short form says of a benchmark. */
export interface Verdict {
  readonly passed: boolean;
  /** On one line; where it failed, with what to do on another. */
  readonly text: string;
}

type Measure = (benchmark: Benchmark, rounds: number) => Promise<Result>;

/**
 * Whether a benchmark is within twice what is recorded of it: its ratio, or where it has none the reach of its own, for a
 * recorded time is another machine's. What is worse in a few rounds is measured again in all of them.
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
  /** Where the limit comes from. */
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
