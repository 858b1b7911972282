import type { Scenario } from "./scenario";

/** An alert on a gauge, with the scraped series. */
interface Gauge {
  /** The gauge's series, with a value above the limit and one within it. */
  readonly series: string;
  readonly bad: number;
  readonly good: number;
  /** Further series that must exist, for an hour. */
  readonly beside?: Readonly<Record<string, number>>;
  readonly fires: Scenario["fires"][number];
}

/** A number of scrapes with one value, 15 s apart, in promtool's notation. */
const samples = (value: number, count: number) => `${value}x${count - 1}`;
const HOUR = 240;

/** Alternating numbers of bad and good scrapes, most of which are bad. */
const MOSTLY = [
  [16, 4],
  [19, 1],
  [3, 1],
  [7, 2],
  [12, 4],
] as const;

/** The same with at most half of them bad. */
const SELDOM = [
  [1, 19],
  [4, 16],
  [2, 2],
  [8, 12],
] as const;

/**
 * The scenarios of a gauge that goes up and down: it fires if the gauge is above the limit most of the time, and does
 * not if it is within the limit at least half of the time.
 */
export function comingAndGoing({ series, bad, good, beside = {}, fires }: Gauge): Scenario[] {
  const played = (badFor: number, goodFor: number, phase: number) => {
    const turns = Array<string>(Math.ceil(HOUR / (badFor + goodFor))).fill(
      `${samples(bad, badFor)} ${samples(good, goodFor)}`,
    );
    const begun = phase > 0 ? [samples(good, phase)] : [];
    return {
      interval: "15s" as const,
      series: {
        [series]: [...begun, ...turns].join(" "),
        ...Object.fromEntries(
          Object.entries(beside).map(([name, value]) => [name, samples(value, HOUR + 60)]),
        ),
      },
    };
  };
  return [
    ...MOSTLY.flatMap(([badFor, goodFor]) =>
      [0, 3].flatMap((phase) =>
        (["40m", "43m", "45m"] as const).map((at) => ({
          ...played(badFor, goodFor, phase),
          title: `fires if ${badFor} bad and ${goodFor} good scrapes alternate after ${phase} good ones, at ${at}`,
          at,
          fires: [fires],
        })),
      ),
    ),
    ...SELDOM.map(([badFor, goodFor]) => ({
      ...played(badFor, goodFor, 2),
      title: `stays quiet if ${badFor} bad and ${goodFor} good scrapes alternate`,
      at: "45m" as const,
      fires: [],
    })),
  ];
}
