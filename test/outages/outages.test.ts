import { sample } from "./grid";
import { nameOf } from "./outage";
import { notation, seriesOf, type Samples } from "./series";
import { played } from "./played";
import { pagesOnQuietDays } from "./quietRun";
import { faultLines } from "./verdict";

/** So many of the grid; npm run outages plays all of it. */
const SAMPLE = 6;

describe("outages, played to prod's rules and a real Alertmanager", () => {
  it("are told where people feel them for ten minutes, as one incident each", async () => {
    const verdicts = await played(sample(SAMPLE));
    expect(faultLines(verdicts)).toEqual([]);
    expect(verdicts.filter(({ incidents }) => incidents === 1).length).toBeGreaterThan(SAMPLE / 3);
  });

  it("page nobody on an ordinary night and morning, with a dump and a deployment", async () => {
    expect(await pagesOnQuietDays(0.5, 1)).toEqual([]);
  });
});

it("writes samples as promtool reads them", () => {
  expect(notation([1, 1, 1, undefined, undefined, 2, undefined, 3])).toBe("1x2 _x2 2 _ 3");
});

it("makes counters that never fall", () => {
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
