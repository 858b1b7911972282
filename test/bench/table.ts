import type { Benchmark, Ratios } from "./compare";

const NAME = 44;
const AGAINST = 36;
const NUMBER = 9;

/** Three digits, whatever the size. */
const number = (ratio: number) => String(Number(ratio.toPrecision(3)));

const line = (name: string, against: string, ...numbers: readonly string[]) =>
  [name.padEnd(NAME), against.padEnd(AGAINST), ...numbers.map((it) => it.padStart(NUMBER))].join(
    "",
  );

export const heading = line("takes", "as a multiple of", "median", "min", "max", "rounds");

export function row(
  { name, against }: Pick<Benchmark, "name" | "against">,
  { median, least, most, rounds }: Ratios,
): string {
  return line(name, against, ...[median, least, most].map(number), String(rounds));
}
