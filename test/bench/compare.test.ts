import { compare, spread, type Work } from "./compare";
import { row } from "./table";

const named = { name: "this", against: "that" };

it.each<[readonly number[], number]>([
  [[3], 3],
  [[4, 1, 9], 4],
  [[1, 2, 3, 10], 2.5],
])("finds the middle of %j", (values, median) => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  expect(spread(values)).toEqual({ median, least, most });
});

it("tells how many times the baseline's size something has", async () => {
  const benchmark = { ...named, work: () => 30, baseline: () => 12, sizes: true } as const;
  expect(await compare(benchmark)).toEqual({ median: 2.5, least: 2.5, most: 2.5, rounds: 1 });
});

it("times both in every round, each of them first as often as second", async () => {
  const turns: string[] = [];
  const turn =
    (which: string): Work =>
    () => {
      if (turns.at(-1) !== which) turns.push(which);
      // Long enough that one run is a side of its own.
      const until = performance.now() + 70;
      while (performance.now() < until);
    };
  const { rounds } = await compare({ ...named, work: turn("w"), baseline: turn("b"), rounds: 4 });
  expect(rounds).toBe(4);
  // To warm up "wb", then "wb", "bw", "wb", "bw"; what runs twice in a row is written once.
  expect(turns.join("")).toBe("wbwbwbw");
});

it("writes a line of the table with three digits of each ratio", () => {
  const ratios = { median: 1.23456, least: 0.98765, most: 12345.6, rounds: 5 };
  expect(row(named, ratios).split(/ +/)).toEqual(["this", "that", "1.23", "0.988", "12300", "5"]);
});
