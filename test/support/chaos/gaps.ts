import type { StoredSample } from "../../../lab/clients/prometheus";

/** A stretch without a sample of a series that has some before it and after it. Times in seconds since 1970. */
export interface Gap {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/**
 * How many intervals may lie between two samples of Thanos's query. Where one replica has no more, it goes on with the
 * first sample of another that is two intervals later, and that may be by nearly a third (its pkg/dedup/iter.go,
 * `penB`). Scrapes are not to the second, either.
 */
const OF_THANOS = 3.1;

/** The same of one server that has every sample: one scrape may be late by nearly one. */
export const OF_ONE = 2.5;

/**
 * @param interval seconds from one scrape to the next
 * @param most how many of these may lie between two samples
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
