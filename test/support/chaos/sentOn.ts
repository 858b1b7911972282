import { seriesKey, type StoredSeries } from "./storedSeries";

/** A sample that should have been received and is missing. Time in milliseconds since 1970. */
export interface Missing {
  readonly series: string;
  readonly time: number;
}

/**
 * What became of the samples that several replicas sent to a receiver which keeps one sample per series and interval.
 */
export interface SentOn {
  /** The number of samples that should be there: the newest of each series and interval, from any replica. */
  readonly expected: number;
  /** Samples without any received sample in their interval. */
  readonly missing: readonly Missing[];
  /** The number of intervals for which an older sample was received instead. */
  readonly older: number;
  /** Received samples with a different value. */
  readonly altered: readonly Missing[];
  /** Received samples that no replica has, or additional ones in an interval. */
  readonly surplus: readonly Missing[];
}

export interface SentOnArgs {
  /**
   * The stored samples of each replica, with the labels under which they are sent, which are the same for all replicas.
   */
  readonly replicas: readonly (readonly StoredSeries[])[];
  readonly received: readonly StoredSeries[];
  /** In milliseconds. Intervals end at its multiples. */
  readonly interval: number;
  /** Labels that exist only on one side, and are ignored. */
  readonly without: readonly string[];
}

/** The receiver converts floats to decimal numbers and back. */
const PRECISION = 1e-9;

type Intervals = Map<number, (readonly [time: number, value: number])[]>;

/**
 * Compares sent and received samples. NaN is not expected, because VictoriaMetrics does not accept it. In its own data,
 * NaN is the staleness marker, which Prometheus does not show.
 */
export function sentOn({ replicas, received, interval, without }: SentOnArgs): SentOn {
  const sent = intervalsOf(replicas.flat(), { interval, without, numbers: true });
  const there = intervalsOf(received, { interval, without, numbers: false });
  let expected = 0;
  let older = 0;
  const missing: Missing[] = [];
  const altered: Missing[] = [];
  const surplus: Missing[] = [];
  for (const [series, intervals] of sent) {
    for (const [at, samples] of intervals) {
      const [found, ...more] = there.get(series)?.get(at) ?? [];
      surplus.push(...more.map(([time]) => ({ series, time })));
      if (found !== undefined && Number.isNaN(found[1])) continue;
      expected += 1;
      const newest = Math.max(...samples.map(([time]) => time));
      if (found === undefined) missing.push({ series, time: newest });
      else if (!samples.some((each) => isSame(each, found))) {
        altered.push({ series, time: found[0] });
      } else if (found[0] < newest) older += 1;
    }
  }
  for (const [series, intervals] of there) {
    for (const [at, samples] of intervals) {
      if (sent.get(series)?.has(at) === true) continue;
      const numbers = samples.filter(([, value]) => !Number.isNaN(value));
      surplus.push(...numbers.map(([time]) => ({ series, time })));
    }
  }
  return { expected, missing, older, altered, surplus };
}

function isSame(one: readonly [number, number], other: readonly [number, number]): boolean {
  const [a, b] = [one[1], other[1]];
  // The first comparison is for infinities.
  return one[0] === other[0] && (a === b || Math.abs(a - b) <= PRECISION * Math.abs(a));
}

function intervalsOf(
  all: readonly StoredSeries[],
  args: Pick<SentOnArgs, "interval" | "without"> & { readonly numbers: boolean },
): ReadonlyMap<string, Intervals> {
  const found = new Map<string, Intervals>();
  for (const series of all) {
    const key = seriesKey(series, args.without);
    const intervals = found.get(key) ?? (new Map() as Intervals);
    found.set(key, intervals);
    for (const sample of series.samples) {
      if (args.numbers && Number.isNaN(sample[1])) continue;
      const at = Math.ceil(sample[0] / args.interval);
      const those = intervals.get(at);
      if (those) those.push(sample);
      else intervals.set(at, [sample]);
    }
  }
  return found;
}
