import type { Benchmark } from "./benchmark";
import type { Result } from "./compare";
import { shortVerdict } from "./short";

const alone: Benchmark = {
  name: "this",
  against: "that",
  why: "",
  reach: { times: 3 },
  rounds: 7,
  work: () => 0,
};
const benchmark: Benchmark = { ...alone, baseline: () => 0 };

const same = (median: number) => ({ median, least: median, most: median });
const known = { this: { value: same(1), ratio: same(2), rounds: 7, date: "", cores: 2, node: "" } };

/** A stand-in that returns these ratios, one for each measurement, and records the number of rounds. */
function finding(...ratios: readonly number[]) {
  const asked: number[] = [];
  const measure = (_: Benchmark, rounds: number): Promise<Result> => {
    const ratio = ratios[asked.push(rounds) - 1]!;
    return Promise.resolve({ value: same(ratio), ratio: same(ratio), rounds });
  };
  return { asked, measure };
}

it("passes after a few rounds if the ratio is at most twice the recorded one", async () => {
  const { asked, measure } = finding(4);
  const { passed, text } = await shortVerdict(benchmark, known, measure);
  expect({ passed, text, asked }).toEqual({
    passed: true,
    text: "this: 4 × (recorded 2 ×, limit 4 ×)",
    asked: [3],
  });
});

it("repeats a worse measurement with all rounds before it fails", async () => {
  const noisy = finding(5, 3);
  expect(await shortVerdict(benchmark, known, noisy.measure)).toMatchObject({ passed: true });
  expect(noisy.asked).toEqual([3, 7]);
  const slow = finding(5, 4.1);
  const { passed, text } = await shortVerdict(benchmark, known, slow.measure);
  expect(passed).toBe(false);
  expect(text).toContain("this: 4.1 × at the second try (recorded 2 ×, limit 4 ×), against that");
  expect(text).toContain('npm run bench -- "this"');
});

it("allows a benchmark without a baseline twice its absolute target", async () => {
  const absolute = { ...alone, reach: { value: 0.02 } };
  const within = await shortVerdict(absolute, {}, finding(0.04).measure);
  expect(within).toEqual({ passed: true, text: "this: 40 ms (reach 20 ms, limit 40 ms)" });
  expect(await shortVerdict(absolute, {}, finding(0.05, 0.05).measure)).toMatchObject({
    passed: false,
  });
});

it("fails without a record, and prints the command to run", async () => {
  const { passed, text } = await shortVerdict(benchmark, {}, finding().measure);
  expect(passed).toBe(false);
  expect(text).toBe('this: nothing is recorded of it.\nRun npm run bench -- "this".');
});
