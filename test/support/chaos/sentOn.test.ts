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

describe("the comparison of samples sent by two replicas with those received", () => {
  it("finds nothing missing if the newest sample of each interval was received", () => {
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

  it("reports an interval as missing only if no replica's sample was received", () => {
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

  it("reports duplicate samples and samples that were never sent as surplus", () => {
    const twice: Samples = [
      [3 * SECOND, 1],
      [9 * SECOND, 1],
      [40 * SECOND, 1],
    ];
    const { surplus } = compare([first.slice(0, 1), second.slice(0, 1)], twice);
    expect(surplus.map(({ time }) => time / SECOND)).toEqual([9, 40]);
  });

  it("reports altered values", () => {
    const { altered } = compare([first], [first[0]!, [18 * SECOND, 3]]);
    expect(altered).toEqual([{ series, time: 18 * SECOND }]);
  });

  it("expects no sample in an interval with a received staleness marker", () => {
    expect(compare([first.slice(0, 1)], [[9 * SECOND, NaN]])).toEqual({
      expected: 0,
      missing: [],
      older: 0,
      altered: [],
      surplus: [],
    });
  });

  it("expects no NaN samples, which VictoriaMetrics does not accept", () => {
    expect(compare([[[3 * SECOND, NaN]]], [])).toMatchObject({ expected: 0, missing: [] });
  });
});
