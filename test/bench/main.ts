import { Command } from "commander";

import { run } from "../../tools/command";
import { Problem } from "../../tools/problem";
import { BENCHMARKS } from "./all";
import type { Benchmark } from "./benchmark";
import { compare } from "./compare";
import { assertPage, writePage } from "./page";
import { readRecords, recordOf, withResults, writeRecords } from "./records";
import { shortVerdict } from "./short";
import { heading, row } from "./table";

interface Options {
  readonly short?: true;
  readonly document?: true;
  readonly check?: true;
}

const NAMES = BENCHMARKS.map(({ name }) => name);

/** `npm run bench -- [words]` */
async function bench(words: readonly string[], { short, document, check }: Options): Promise<void> {
  if (check) await assertPage(readRecords());
  else if (document) await writePage(readRecords());
  else if (short) await checkShort(chosen(words.join(" ")));
  else await record(chosen(words.join(" ")));
}

function chosen(wanted: string): readonly Benchmark[] {
  const found = BENCHMARKS.filter(({ name }) => name.includes(wanted));
  if (found.length > 0) return found;
  const names = NAMES.map((name) => `"${name}"`).join(", ");
  throw new Problem(`No benchmark's name has "${wanted}" in it.`, `There are ${names}.`);
}

/** Runs all rounds of each, and records each result immediately. If one fails, its previous record is kept. */
async function record(benchmarks: readonly Benchmark[]): Promise<void> {
  console.log(heading);
  for (const benchmark of benchmarks) {
    try {
      const result = await compare(benchmark);
      console.log(row(benchmark, result));
      writeRecords(withResults(NAMES, readRecords(), { [benchmark.name]: recordOf(result) }));
    } catch (error) {
      console.error(`${benchmark.name}: ${textOf(error)}`);
      process.exitCode = 1;
    }
  }
  await writePage(readRecords());
}

/** Runs a few rounds of each that can be short, and fails if one is much worse than recorded. */
async function checkShort(benchmarks: readonly Benchmark[]): Promise<void> {
  const records = readRecords();
  let failed = 0;
  for (const benchmark of benchmarks) {
    if (benchmark.long !== undefined) {
      console.log(`left out  ${benchmark.name}: ${benchmark.long}`);
      continue;
    }
    try {
      const { passed, text } = await shortVerdict(benchmark, records, compare);
      console.log(`${passed ? "ok       " : "FAILED   "} ${text}`);
      if (!passed) failed += 1;
    } catch (error) {
      console.log(`FAILED    ${benchmark.name}: ${textOf(error)}`);
      failed += 1;
    }
  }
  if (failed === 0) return;
  console.error(`${failed} ${failed === 1 ? "benchmark has" : "benchmarks have"} failed.`);
  process.exitCode = 1;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const command = new Command("npm run bench --")
  .description(
    "Measures costs against floors and peers in the same run, and writes docs/performance.md.",
  )
  .argument("[words...]", "run only the benchmarks whose names contain these words")
  .option("--short", "fewer rounds, writes nothing, fails at twice what is recorded")
  .option("--document", "runs nothing, and writes docs/performance.md from what is recorded")
  .option("--check", "runs nothing, and fails where docs/performance.md is not what is recorded")
  .action(bench);

void run(command, {
  usage: "npm run bench -- [words...]; --help has examples.",
  examples: [
    ["npm run bench", "runs each, and keeps what it found"],
    ["npm run bench -- comparing prod", "only those whose names contain these words"],
    ["npm run bench -- --short", "a few rounds of each, against what is recorded"],
  ],
})
  // Pulumi's engine, even though it is mocked, keeps the process alive.
  .finally(() => process.exit());
