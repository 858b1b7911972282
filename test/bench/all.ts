import type { Benchmark, Group } from "./benchmark";
import { growthBenchmarks } from "./growth";
import { instrumentationBenchmarks } from "./instrumentation";
import { previewBenchmarks } from "./preview";
import { processBenchmarks } from "./processes";
import { programBenchmarks } from "./program";
import { queryBenchmarks } from "./queries";
import { requestBenchmarks } from "./requests";
import { scrapeBenchmarks } from "./scrape";

/** Everything whose cost is known, in the order in which it runs and is told. */
export const GROUPS: readonly Group[] = [
  {
    title: "Commands",
    intro:
      "From the start of the process to its end, as package.json's script says it; npm's own start, some tenths of a second, is not in it.",
    benchmarks: processBenchmarks,
  },
  {
    title: "Pulumi",
    intro:
      "By Pulumi's engine in the local cluster, which it has deployed dev into, the program in a cold process.",
    benchmarks: previewBenchmarks,
  },
  {
    title: "The program",
    intro: "Within one process that is warm, by what it takes of the processor.",
    benchmarks: programBenchmarks,
  },
  {
    title: "Growth",
    intro:
      "Made-up servers, alerts and dashboards, from the same typed data as the real ones. Ten times as many take ten times as long where it grows with their number, and a hundred times where it grows with its square. By what this process takes of the processor.",
    benchmarks: growthBenchmarks,
  },
  {
    title: "Queries",
    intro:
      "How many samples a real Prometheus reads of ten made-up pods of the backend, 1,780 series each; AUTODEALGENIE_BENCH_PODS=562 makes a million. What is saved grows with the pods.",
    benchmarks: queryBenchmarks,
  },
  {
    title: "The service",
    intro: "Over HTTP on the loopback, unless said otherwise.",
    benchmarks: [...requestBenchmarks, ...instrumentationBenchmarks, ...scrapeBenchmarks],
  },
];

export const BENCHMARKS: readonly Benchmark[] = GROUPS.flatMap(({ benchmarks }) => benchmarks);
