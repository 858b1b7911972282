import { z } from "zod";

import { pageOf, type Pod } from "../../../lab/clients/pods";

/** A series with its samples, oldest first: milliseconds since 1970, and the value. */
export interface StoredSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [time: number, value: number])[];
}

/** A selector and a time range, without its start and with its end. Seconds since 1970. */
export interface Stretch {
  readonly selector: string;
  readonly start: number;
  readonly end: number;
}

const PORT = 9090;

const answer = z.object({
  data: z.object({
    resultType: z.literal("matrix"),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        // Another server may write NaN, and the staleness marker, as null.
        values: z.array(z.tuple([z.number(), z.string().nullable()])).default([]),
      }),
    ),
  }),
});

/** The path and query of Prometheus's API that returns the stored samples of a time range. */
export function stretchPath({ selector, start, end }: Stretch): string {
  const query = `${selector}[${String(Math.round((end - start) * 1000))}ms]`;
  return `api/v1/query?${new URLSearchParams({ query, time: String(end) }).toString()}`;
}

/** Parses the answer to that. */
export function readStretch(text: string): readonly StoredSeries[] {
  return answer.parse(JSON.parse(text)).data.result.map(({ metric, values }) => ({
    labels: metric,
    samples: values.map(([time, value]) => [Math.round(time * 1000), Number(value ?? NaN)]),
  }));
}

/** The samples that one Prometheus has stored. */
export async function storedBy(pod: Pod, stretch: Stretch): Promise<readonly StoredSeries[]> {
  return readStretch(await pageOf(pod, PORT, stretchPath(stretch)));
}

/** A key for a series, independent of the order of its labels. @param without labels that are ignored */
export function seriesKey({ labels }: StoredSeries, without: readonly string[] = []): string {
  const sorted = Object.entries(labels)
    .filter(([name]) => !without.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted);
}
