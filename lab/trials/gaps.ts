import type { StoredSample } from "../ask/prometheus";

/** A stretch without a sample of a series that has some before it and after it. Times in seconds since 1970. */
export interface Gap {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/** How many intervals may lie between two samples: one scrape may be late by nearly one. */
const MOST_INTERVALS = 2.5;

/** @param interval seconds from one scrape to the next */
export function gapsIn(samples: readonly StoredSample[], interval: number): readonly Gap[] {
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
      return to - from > MOST_INTERVALS * interval ? [{ series, from, to }] : [];
    });
  });
}
