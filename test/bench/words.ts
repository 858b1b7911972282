import { unitOf, type Benchmark } from "./benchmark";
import type { Result, Spread } from "./compare";

type Named = Pick<Benchmark, "reach" | "gives" | "sizes" | "per" | "judgedBy">;

/** Three digits, whatever the size. */
export function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A cost with its unit. @param unit undefined for seconds */
export function cost(value: number, unit?: string): string {
  if (unit !== undefined && unit !== "s") return `${number(value)} ${unit}`;
  if (value >= 1) return `${number(value)} s`;
  return value >= 1e-3 ? `${number(value * 1e3)} ms` : `${number(value * 1e6)} µs`;
}

/** What is hoped for, as "≤ 2.5 × and ≤ 1 ms of each alert". */
export function reachText(benchmark: Named): string {
  const { times, value } = benchmark.reach;
  const parts = [
    ...(times === undefined ? [] : [`≤ ${number(times)} ×`]),
    ...(value === undefined ? [] : [`≤ ${cost(value, unitOf(benchmark))}${ofEach(benchmark)}`]),
  ];
  return parts.join(" and ") + (benchmark.judgedBy === "most" ? " at the most" : "");
}

/** What was found, the median before the least and the most, as "2.1 × (2–2.4)". */
export function ratioText({ ratio }: Pick<Result, "ratio">): string {
  return ratio ? `${number(ratio.median)} × ${within(ratio, number)}` : "";
}

/** What the work itself costs. */
export function valueText(benchmark: Named, { value }: Pick<Result, "value">): string {
  const unit = unitOf(benchmark);
  const told = (each: number) => cost(each, unit);
  return `${told(value.median)}${ofEach(benchmark)} ${within(value, told)}`;
}

function within({ least, most }: Spread, told: (value: number) => string): string {
  return `(${told(least)} – ${told(most)})`;
}

function ofEach({ per }: Named): string {
  return per ? ` of each ${per.what}` : "";
}
