import { unitOf, type Benchmark } from "./benchmark";
import type { Result, Spread } from "./compare";

type Named = Pick<Benchmark, "reach" | "gives" | "sizes" | "per" | "judgedBy">;

/** A number with three significant digits, such as 0.0502 or 22,600,000. */
export function number(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}

/** A cost with its unit. @param unit undefined for seconds */
export function cost(value: number, unit?: string): string {
  if (unit !== undefined && unit !== "s") return `${number(value)} ${unit}`;
  if (value >= 1) return `${number(value)} s`;
  return value >= 1e-3 ? `${number(value * 1e3)} ms` : `${number(value * 1e6)} µs`;
}

/** A benchmark's target, such as "≤ 2.5 × and ≤ 1 ms per alert". */
export function reachText(benchmark: Named): string {
  const { times, value } = benchmark.reach;
  const parts = [
    ...(times === undefined ? [] : [`≤ ${number(times)} ×`]),
    ...(value === undefined ? [] : [`≤ ${cost(value, unitOf(benchmark))}${perThing(benchmark)}`]),
  ];
  return parts.join(" and ") + (benchmark.judgedBy === "most" ? " at most" : "");
}

/** The measured ratio: the median, then the minimum and the maximum, such as "2.1 × (2 – 2.4)". */
export function ratioText({ ratio }: Pick<Result, "ratio">): string {
  return ratio ? `${number(ratio.median)} ×${within(ratio, number)}` : "";
}

/** The measured cost of the work itself. */
export function valueText(benchmark: Named, { value }: Pick<Result, "value">): string {
  const unit = unitOf(benchmark);
  const text = (each: number) => cost(each, unit);
  return `${text(value.median)}${perThing(benchmark)}${within(value, text)}`;
}

/** The minimum and the maximum; nothing for a single round. */
function within({ least, most }: Spread, text: (value: number) => string): string {
  return least === most ? "" : ` (${text(least)} – ${text(most)})`;
}

function perThing({ per }: Named): string {
  return per ? ` per ${per.what}` : "";
}
