import { compare, isMet, spread } from "./compare";

const named = { name: "this" };

it.each<[readonly number[], number]>([
  [[3], 3],
  [[4, 1, 9], 4],
  [[1, 2, 3, 10], 2.5],
])("computes the median, minimum and maximum of %j", (values, median) => {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  expect(spread(values)).toEqual({ median, least, most });
});

it("computes the ratio of a size to the baseline's size", async () => {
  const benchmark = { ...named, work: () => 30, baseline: () => 12, sizes: true } as const;
  expect(await compare(benchmark)).toEqual({
    value: { median: 30, least: 30, most: 30 },
    ratio: { median: 2.5, least: 2.5, most: 2.5 },
    rounds: 1,
  });
});

it("compares the returned values of each round, per item if a count is given", async () => {
  const given = [10, 30, 20];
  const benchmark = {
    ...named,
    gives: "samples",
    per: { count: 10, what: "query" },
    rounds: 3,
    work: () => given.shift(),
    baseline: () => 10,
  };
  expect(await compare(benchmark)).toEqual({
    value: { median: 2, least: 1, most: 3 },
    ratio: { median: 2, least: 1, most: 3 },
    rounds: 3,
  });
});

it("has no ratio without a baseline", async () => {
  const found = await compare({ ...named, gives: "s", rounds: 2, work: () => 0.25 });
  expect(found).toEqual({ value: { median: 0.25, least: 0.25, most: 0.25 }, rounds: 2 });
});

it("subtracts the common cost from both sides, and rejects if nothing is left", async () => {
  const benchmark = { ...named, gives: "s", rounds: 1, work: () => 7, baseline: () => 3 };
  const { ratio } = await compare({ ...benchmark, less: () => 1 });
  expect(ratio?.median).toBe(3);
  await expect(compare({ ...benchmark, less: () => 3 })).rejects.toThrow(/nothing is left/);
});

it("sets up a state before the first round, passes it on, and closes it even after a failure", async () => {
  const closed: string[] = [];
  const benchmark = {
    ...named,
    gives: "s",
    rounds: 1,
    setup: () => Promise.resolve("it"),
    close: (state: unknown) => void closed.push(String(state)),
    baseline: () => 1,
  };
  const { ratio } = await compare({ ...benchmark, work: (state) => (state === "it" ? 2 : 9) });
  expect(ratio?.median).toBe(2);
  const failing = { ...benchmark, work: () => Promise.reject(new Error("broken")) };
  await expect(compare(failing)).rejects.toThrow("broken");
  expect(closed).toEqual(["it", "it"]);
});

it("times both sides in every round, alternating which goes first", async () => {
  const turns: string[] = [];
  const turn = (which: string) => () => {
    if (turns.at(-1) !== which) turns.push(which);
    // Long enough that one run is sufficient for a side.
    const until = performance.now() + 210;
    while (performance.now() < until);
  };
  const { rounds } = await compare({ ...named, work: turn("w"), baseline: turn("b"), rounds: 4 });
  expect(rounds).toBe(4);
  // The warm-up is "wb", then "wb", "bw", "wb", "bw". Repeated letters are written once.
  expect(turns.join("")).toBe("wbwbwbw");
});

it("counts only CPU time, without waiting, if `cpu` is set", async () => {
  const wait = async () => {
    const began = process.cpuUsage();
    while (process.cpuUsage(began).user < 60_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
  };
  const { value } = await compare({ ...named, cpu: true, rounds: 1, work: wait });
  // The process's other threads, such as the garbage collector's, count as well.
  expect(value.median).toBeGreaterThan(0.05);
  expect(value.median).toBeLessThan(0.4);
  const waited = await compare({ ...named, rounds: 1, work: wait });
  expect(waited.value.median).toBeGreaterThan(0.5);
});

it("meets a target if both ratio and cost are within it, by the median or the worst round", () => {
  const found = {
    value: { median: 1, least: 1, most: 3 },
    ratio: { median: 2, least: 1, most: 5 },
  };
  expect(isMet({ reach: { times: 2, value: 1 } }, found)).toBe(true);
  expect(isMet({ reach: { times: 1.9, value: 1 } }, found)).toBe(false);
  expect(isMet({ reach: { times: 2, value: 0.9 } }, found)).toBe(false);
  expect(isMet({ reach: { times: 4 }, judgedBy: "most" }, found)).toBe(false);
  expect(isMet({ reach: { value: 3 }, judgedBy: "most" }, found)).toBe(true);
});
