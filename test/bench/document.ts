import { code, list, paragraphs, table } from "../../tools/reference/markdown";
import type { Benchmark, Group } from "./benchmark";
import { isMet } from "./compare";
import type { Records } from "./records";
import { ratioText, reachText, valueText } from "./words";

const HEAD = ["benchmark", "target", "ratio", "cost", "met"];

/** docs/performance.md: the recorded cost of every benchmark, as Markdown before formatting. */
export function performancePage(groups: readonly Group[], records: Records): string {
  return paragraphs(
    "# Performance",
    `Written by ${code("npm run bench")} from ${code("test/bench/recorded.json")}. Do not edit it by hand.`,
    "Each benchmark is compared with a baseline: a floor or a peer that is measured in the same run, in alternating rounds. Other load on the machine affects both alike, so the ratio is comparable between machines. The cost is not: it belongs to the machine named under the table. Each figure is the median of the rounds, with the minimum and the maximum. The page does not say how much memory a stack needs: its requests and limits are [settings](configuration.md).",
    missed(
      groups.flatMap(({ benchmarks }) => benchmarks),
      records,
    ),
    `${code("npm run bench")} runs all benchmarks. With a word, as in ${code("npm run bench -- render")}, it only runs the benchmarks with that word in their name, and only updates their rows. ${code("npm run bench -- --short")} runs the short benchmarks with fewer rounds, writes nothing, and fails if a ratio is more than twice the recorded one. If it does, run the benchmark by its name on an idle machine. If the ratio stays high, find the change that made it so, or commit the new record with the reason.`,
    ...groups.flatMap(({ title, intro, benchmarks }) => [
      `## ${title}`,
      intro,
      table(
        HEAD,
        benchmarks.map((benchmark) => row(benchmark, records)),
      ),
      list(benchmarks.map((benchmark) => note(benchmark, records))),
    ]),
  );
}

function missed(benchmarks: readonly Benchmark[], records: Records): string {
  const lines = benchmarks.flatMap((benchmark) => {
    const record = records[benchmark.name];
    if (!record || isMet(benchmark, record)) return [];
    return `**${benchmark.name}** takes ${ratioText(record)} instead of ${reachText(benchmark)}. ${benchmark.why}`;
  });
  if (lines.length === 0) return "All targets are met.";
  return paragraphs("Targets that are missed, and why:", list(lines));
}

function row(benchmark: Benchmark, records: Records): readonly string[] {
  const { name } = benchmark;
  const declared = [name, reachText(benchmark)];
  const record = records[name];
  if (!record) return [...declared, "", "", ""];
  return [
    ...declared,
    ratioText(record),
    valueText(benchmark, record),
    isMet(benchmark, record) ? "yes" : "no",
  ];
}

/** The rest of a row: the baseline, the reason for the ratio, and the run. */
function note({ name, against, why }: Benchmark, records: Records): string {
  const record = records[name];
  const origin = record
    ? `${record.date}, ${record.cores} cores, Node ${record.node}, ${record.rounds} ${record.rounds === 1 ? "round" : "rounds"}`
    : "not run yet";
  return `**${name}.** ${why} Baseline: ${against}. (${origin})`;
}
