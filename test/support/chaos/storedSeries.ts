import { z } from "zod";

import { pageOf, type Pod } from "../../../lab/clients/pods";

/** A series' samples, oldest first: milliseconds since 1970, and the value. */
export interface StoredSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [time: number, value: number])[];
}

/** Of all that is stored, what lies in a stretch of time: after its start, and until its end. Seconds since 1970. */
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
        // What is no number, and what marks a series' end, another server may write as null.
        values: z.array(z.tuple([z.number(), z.string().nullable()])).default([]),
      }),
    ),
  }),
});

/** The path and the query by which Prometheus's API is asked for a stretch of samples as they are stored. */
export function stretchPath({ selector, start, end }: Stretch): string {
  const query = `${selector}[${String(Math.round((end - start) * 1000))}ms]`;
  return `api/v1/query?${new URLSearchParams({ query, time: String(end) }).toString()}`;
}

/** What is answered to that. */
export function readStretch(text: string): readonly StoredSeries[] {
  return answer.parse(JSON.parse(text)).data.result.map(({ metric, values }) => ({
    labels: metric,
    samples: values.map(([time, value]) => [Math.round(time * 1000), Number(value ?? NaN)]),
  }));
}

/** What one Prometheus has stored. */
export async function storedBy(pod: Pod, stretch: Stretch): Promise<readonly StoredSeries[]> {
  return readStretch(await pageOf(pod, PORT, stretchPath(stretch)));
}

/** A name for a series, whatever the order of its labels. @param without labels that do not count */
export function seriesKey({ labels }: StoredSeries, without: readonly string[] = []): string {
  const sorted = Object.entries(labels)
    .filter(([name]) => !without.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted);
}
