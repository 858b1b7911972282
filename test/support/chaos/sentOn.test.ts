import type { StoredSeries } from "./storedSeries";
import { sentOn } from "./sentOn";

const SECOND = 1000;
type Samples = StoredSeries["samples"];

const of = (samples: Samples, labels = {}): readonly StoredSeries[] => [
  { labels: { __name__: "up", job: "shop", ...labels }, samples },
];
const compare = (replicas: readonly Samples[], received: Samples) =>
  sentOn({
    replicas: replicas.map((samples) => of(samples)),
    received: of(received, { environment: "prod" }),
    interval: 15 * SECOND,
    without: ["environment"],
  });
const series = JSON.stringify([
  ["__name__", "up"],
  ["job", "shop"],
]);

const first: Samples = [
  [3 * SECOND, 1],
  [18 * SECOND, 2],
];
const second: Samples = [
  [9 * SECOND, 1],
  [24 * SECOND, 0.1 + 0.2],
];

describe("what was sent on by two replicas", () => {
  it("is whole where the newest sample of each interval is there", () => {
    const received: Samples = [
      [9 * SECOND, 1],
      [24 * SECOND, 0.3],
    ];
    expect(compare([first, second], received)).toEqual({
      expected: 2,
      missing: [],
      older: 0,
      altered: [],
      surplus: [],
    });
  });

  it("lacks an interval of which nothing is there, and not one of which the other replica's sample is", () => {
    expect(compare([first, second], [[3 * SECOND, 1]])).toMatchObject({
      expected: 2,
      missing: [{ series, time: 24 * SECOND }],
      older: 1,
    });
  });

  it("ends an interval at a multiple of its length", () => {
    const both: Samples = [
      [15 * SECOND, 1],
      [15 * SECOND + 1, 1],
    ];
    expect(compare([both], both)).toMatchObject({ expected: 2, missing: [], surplus: [] });
  });

  it("has no sample twice, and none that nobody has sent", () => {
    const twice: Samples = [
      [3 * SECOND, 1],
      [9 * SECOND, 1],
      [40 * SECOND, 1],
    ];
    const { surplus } = compare([first.slice(0, 1), second.slice(0, 1)], twice);
    expect(surplus.map(({ time }) => time / SECOND)).toEqual([9, 40]);
  });

  it("has the values that were sent", () => {
    const { altered } = compare([first], [first[0]!, [18 * SECOND, 3]]);
    expect(altered).toEqual([{ series, time: 18 * SECOND }]);
  });

  it("is not asked for what follows the end of a series, which only one replica has marked", () => {
    expect(compare([first.slice(0, 1)], [[9 * SECOND, NaN]])).toEqual({
      expected: 0,
      missing: [],
      older: 0,
      altered: [],
      surplus: [],
    });
  });

  it("is not asked for what is no number, which VictoriaMetrics does not take", () => {
    expect(compare([[[3 * SECOND, NaN]]], [])).toMatchObject({ expected: 0, missing: [] });
  });
});
