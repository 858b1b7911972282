import type { Scenario } from "./scenario";

/** A gauge's alert, by what is scraped. */
interface Gauge {
  /** The series that says it, and a value above the limit and one within it. */
  readonly series: string;
  readonly bad: number;
  readonly good: number;
  /** What else there has to be, as long as an hour. */
  readonly beside?: Readonly<Record<string, number>>;
  readonly fires: Scenario["fires"][number];
}

/** So many scrapes of a value, 15 s apart, in promtool's notation. */
const samples = (value: number, count: number) => `${value}x${count - 1}`;
const HOUR = 240;

/** The scrapes that are bad and good, again and again: most of them are bad. */
const MOSTLY = [
  [16, 4],
  [19, 1],
  [3, 1],
  [7, 2],
  [12, 4],
] as const;

/** The same, where few are bad. */
const SELDOM = [
  [1, 19],
  [4, 16],
  [2, 2],
  [8, 12],
] as const;

/**
 * The scenarios of a gauge that comes and goes: told where it is above the limit most of the time, and not where it is
 * below it at least half of the time.
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
          title: `fires where ${badFor} scrapes are bad and ${goodFor} are not, again and again, from the ${phase}th on, at ${at}`,
          at,
          fires: [fires],
        })),
      ),
    ),
    ...SELDOM.map(([badFor, goodFor]) => ({
      ...played(badFor, goodFor, 2),
      title: `stays quiet where ${badFor} scrapes are bad and ${goodFor} are not, again and again`,
      at: "45m" as const,
      fires: [],
    })),
  ];
}
