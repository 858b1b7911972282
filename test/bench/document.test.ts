import { spawnSync } from "node:child_process";

import { BENCHMARKS } from "./all";
import { scriptCommand } from "../support/launched";
import type { Benchmark } from "./benchmark";
import { performancePage } from "./document";
import { readRecords, withResults } from "./records";

const names = BENCHMARKS.map(({ name }) => name);

it("docs/performance.md matches the records (`npm run bench -- --document` writes it)", () => {
  // In a separate process: oxfmt is an ES module, which jest cannot load.
  const [program, args] = scriptCommand("bench", "--check");
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

it("the records cover exactly the benchmarks, each under a unique name", () => {
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(readRecords())).toEqual(names);
});

it("each benchmark has a target, and a target ratio only with a baseline", () => {
  const unfit = BENCHMARKS.filter(
    (each) =>
      (each.reach.times ?? each.reach.value) === undefined ||
      (each.reach.times !== undefined && !each.baseline),
  );
  expect(unfit.map(({ name }) => name)).toEqual([]);
});

it("shows the baseline, target, result, reason and machine of each benchmark", () => {
  const benchmark: Benchmark = {
    name: "making alerts",
    against: "parsing them",
    why: "Because.",
    reach: { times: 3, value: 0.001 },
    per: { count: 10, what: "alert" },
    work: () => 0,
  };
  const records = {
    "making alerts": {
      value: { median: 0.00025, least: 0.0002, most: 0.002 },
      ratio: { median: 3.456, least: 3, most: 4 },
      rounds: 5,
      date: "2026-01-02",
      cores: 2,
      node: "20.1.0",
    },
  };
  const group = { title: "Rules", intro: "In a warm process.", benchmarks: [benchmark] };
  const page = performancePage([group], records);
  expect(page).toContain(
    "- **making alerts** takes 3.46 × (3 – 4) instead of ≤ 3 × and ≤ 1 ms per alert. Because.\n",
  );
  expect(page).toContain("## Rules\n\nIn a warm process.\n\n");
  expect(page).toContain(
    "| making alerts | ≤ 3 × and ≤ 1 ms per alert | 3.46 × (3 – 4) | 250 µs per alert (200 µs – 2 ms) | no |",
  );
  expect(page).toContain(
    "- **making alerts.** Because. Baseline: parsing them. (2026-01-02, 2 cores, Node 20.1.0, 5 rounds)",
  );
});

it("replaces only the measured records, and drops those of removed benchmarks", () => {
  const at = (date: string) => ({
    value: { median: 1, least: 1, most: 1 },
    rounds: 1,
    date,
    cores: 2,
    node: "",
  });
  const old = { a: at("old"), b: at("old"), gone: at("old") };
  expect(withResults(["b", "a"], old, { b: at("new") })).toEqual({
    b: at("new"),
    a: at("old"),
  });
});
