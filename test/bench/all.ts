import type { Benchmark, Group } from "./benchmark";
import { growthBenchmarks } from "./growth";
import { instrumentationBenchmarks } from "./instrumentation";
import { previewBenchmarks } from "./preview";
import { processBenchmarks } from "./processes";
import { programBenchmarks } from "./program";
import { queryBenchmarks } from "./queries";
import { requestBenchmarks } from "./requests";
import { scrapeBenchmarks } from "./scrape";

/** All benchmarks, in the order in which they run and are documented. */
export const GROUPS: readonly Group[] = [
  {
    title: "Commands",
    intro:
      "From the start of the process to its end. The command is the script in package.json; npm's own startup, some tenths of a second, is not included.",
    benchmarks: processBenchmarks,
  },
  {
    title: "Pulumi",
    intro:
      "Pulumi previews the dev stack that it has deployed to the local cluster. The program runs in a new process each time.",
    benchmarks: previewBenchmarks,
  },
  {
    title: "The program",
    intro: "CPU time, in one warm process.",
    benchmarks: programBenchmarks,
  },
  {
    title: "Growth",
    intro:
      "CPU time for synthetic servers, alerts and dashboards, built from the same typed data as the real ones. A thousand at once take as long as ten times a hundred if the cost is linear, half as long again if it is n log n, and ten times as long if it is quadratic.",
    benchmarks: growthBenchmarks,
  },
  {
    title: "Queries",
    intro:
      "The number of samples that a real Prometheus reads for ten synthetic backend pods with 1,780 series each. AUTODEALGENIE_BENCH_PODS=562 makes a million series. The savings grow with the number of pods.",
    benchmarks: queryBenchmarks,
  },
  {
    title: "The service",
    intro: "Over HTTP on the loopback interface, unless stated otherwise.",
    benchmarks: [...requestBenchmarks, ...instrumentationBenchmarks, ...scrapeBenchmarks],
  },
];

export const BENCHMARKS: readonly Benchmark[] = GROUPS.flatMap(({ benchmarks }) => benchmarks);
