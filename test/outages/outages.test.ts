import { buildStack } from "../../infra/plan";
import { settings } from "../support/stacks";
import { grid, sample } from "./grid";
import { nameOf } from "./outage";
import { notation, seriesOf, type Samples } from "./series";
import { played } from "./played";
import { timelineOf, timelinesOf } from "./timeline";
import { pagesOnQuietDays } from "./quietRun";
import { faultLines } from "./verdict";

/**
 * All of the same length, because they are then played together, which costs little more than one of them. `npm run
 * outages` plays the whole grid.
 */
const SOME = grid()
  .filter(({ minutes }) => minutes === 22)
  .filter((_, index) => index % 4 === 0);

/** They take half a minute. On a busy machine they are repeated, each time at half the pace. */
jest.setTimeout(600_000);

describe("prod's rules with a real Alertmanager", () => {
  it("page for each outage that users feel for ten minutes, as one incident each", async () => {
    const verdicts = await played(SOME);
    expect(faultLines(verdicts)).toEqual([]);
    expect(verdicts.filter(({ incidents }) => incidents === 1).length).toBeGreaterThan(
      SOME.length / 3,
    );
  });

  it("evaluate an outage on its own exactly as among others", async () => {
    const { ruleGroups } = buildStack(settings("prod")).declared;
    const some = (["slow", "podDown"] as const).map((failing) =>
      grid().find(({ minutes, part }) => minutes === 8 && part === failing)!,
    );
    const alone = await Promise.all(some.map((outage) => timelineOf(outage, ruleGroups)));
    expect(await timelinesOf(some, ruleGroups)).toEqual(alone);
    expect(alone.flat()).not.toEqual([]);
  });

  it("do not page on an ordinary night and morning with a dump and a deployment", async () => {
    expect(await pagesOnQuietDays(0.45, 1)).toEqual([]);
  });
});

it("writes samples in promtool's notation", () => {
  expect(notation([1, 1, 1, undefined, undefined, 2, undefined, 3, undefined])).toBe(
    "1x2 _x2 2 _ 3",
  );
});

it("generates counters that never decrease", () => {
  const falling = sample(60).flatMap((outage) =>
    [...seriesOf(outage)]
      .filter(([name, samples]) => !/^(up|pg_up|redis_up)\{/.test(name) && falls(samples))
      .map(([name]) => `${nameOf(outage)}: ${name}`),
  );
  expect(falling).toEqual([]);
});

function falls(samples: Samples): boolean {
  const there = samples.filter((sample) => sample !== undefined);
  return there.some((sample, i) => i > 0 && sample < there[i - 1]!);
}
