import { code, paragraphs, table } from "../../tools/reference/markdown";
import type { Benchmark, Group } from "./benchmark";
import { isMet } from "./compare";
import type { Records } from "./records";
import { ratioText, reachText, valueText } from "./words";

const HEAD = ["what", "against", "reach", "times that", "itself", "met", "why", "run"];

/** docs/performance.md: what everything costs, as it was recorded, in Markdown that is still to be formatted. */
export function performancePage(groups: readonly Group[], records: Records): string {
  return paragraphs(
    "# Performance",
    `Written by ${code("npm run bench")} from ${code("test/bench/recorded.json")}. Do not edit it by hand.`,
    "What each thing costs, against a floor or a peer that is measured beside it, in the same run and in turn: what else the machine does meets both alike, and the ratio means the same on another machine. Each figure is the median of the rounds, with the least and the most of them. Costs of their own (itself) are those of the machine that is named in the last column.",
    `A word, as in ${code("npm run bench -- render")}, runs the benchmarks that have it in their names, and replaces their lines alone. ${code("npm run bench -- --short")} runs fewer rounds of what can be short, writes nothing, and fails where a ratio is more than twice the recorded one.`,
    ...groups.flatMap(({ title, intro, benchmarks }) => [
      `## ${title}`,
      intro,
      table(
        HEAD,
        benchmarks.map((benchmark) => row(benchmark, records)),
      ),
    ]),
  );
}

function row(benchmark: Benchmark, records: Records): readonly string[] {
  const { name, against, why } = benchmark;
  const declared = [name, against, reachText(benchmark)];
  const record = records[name];
  if (!record) return [...declared, "", "", "", why, "never yet"];
  const { rounds, date, cores, node } = record;
  return [
    ...declared,
    ratioText(record),
    valueText(benchmark, record),
    isMet(benchmark, record) ? "yes" : "no",
    why,
    `${date}, ${cores} cores, Node ${node}, ${rounds} rounds`,
  ];
}
