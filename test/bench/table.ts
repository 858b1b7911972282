import { tableLine } from "../../tools/table";
import type { Benchmark } from "./benchmark";
import { isMet, type Result } from "./compare";
import { ratioText, reachText, valueText } from "./words";

const WIDTHS = [58, 32, 26, 42];

const line = (...cells: readonly string[]) => tableLine(cells, WIDTHS);

export const heading = line("benchmark", "target", "ratio", "cost", "met");

/** A line in the output of `npm run bench`. */
export function row(benchmark: Benchmark, result: Result): string {
  return line(
    benchmark.name,
    reachText(benchmark),
    ratioText(result),
    valueText(benchmark, result),
    isMet(benchmark, result) ? "yes" : "no",
  );
}
