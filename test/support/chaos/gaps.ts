import type { StoredSample } from "../../../lab/clients/prometheus";

/** A time without samples of a series that has some before and after it. Times in seconds since 1970. */
export interface Gap {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The maximum time between two samples from Thanos's query, in scrape intervals. If a replica has no more samples, it
 * continues with the first sample of another replica that is at least two intervals later, and so up to nearly three
 * (its pkg/dedup/iter.go, `penB`). Also, scrapes are not exact to the second.
 */
const OF_THANOS = 3.1;

/** The same for a single server that has every sample: one scrape may be late by nearly an interval. */
export const OF_ONE = 2.5;

/**
 * @param interval the scrape interval in seconds
 * @param most the maximum time between two samples, in intervals
 */
export function gapsIn(
  samples: readonly StoredSample[],
  interval: number,
  most = OF_THANOS,
): readonly Gap[] {
  const times = new Map<string, number[]>();
  for (const { series, time } of samples) {
    const known = times.get(series);
    if (known) known.push(time);
    else times.set(series, [time]);
  }
  return [...times].flatMap(([series, all]) => {
    const sorted = [...all].sort((a, b) => a - b);
    return sorted.slice(1).flatMap((to, index) => {
      const from = sorted[index] ?? to;
      return to - from > most * interval ? [{ series, from, to }] : [];
    });
  });
}
