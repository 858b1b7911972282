import type { PageSeries } from "./page";
import type { Filled, Range } from "./prometheus";
import { encodedLabels, encodedSamples, encodedSeries, type Sample } from "./remoteWrite";

/** The stack's scrape interval, in seconds. */
const SCRAPE = 15;
/**
 * An hour, minus the delay of the last targets after the first: Prometheus accepts no samples that are older than the
 * newest by more.
 */
const SCRAPES = 239;
/** Pods are scraped at different times and have different traffic. This is the number of variants. */
const KINDS = 4;
/** The number of series in one request to Prometheus, which is about 4 MB. */
const BATCH = 1000;

/**
 * Fills a Prometheus with an hour of samples that it would have scraped from some pods.
 *
 * @param page the metrics page of one pod
 * @param before the time of the last scrape, in seconds
 * @returns the number of series, and the times of the hour
 */
export async function scraped(
  prometheus: Filled,
  page: readonly PageSeries[],
  pods: number,
  before: number,
): Promise<{ readonly series: number; readonly hour: Range }> {
  const to = Math.floor(before / 60) * 60;
  const from = to - SCRAPE * SCRAPES;
  const shapes = [
    ...page,
    { name: "up", labels: {}, value: 1 },
    { name: "scrape_duration_seconds", labels: {}, value: 0.01 },
  ];
  const kinds = Array.from({ length: KINDS }, (_, kind) => samplesOf(shapes, kind, from));
  const names = shapes.map(({ name, labels }) => encodedLabels({ __name__: name, ...labels }));
  let batch: Buffer[] = [];
  for (let pod = 0; pod < pods; pod += 1) {
    const target = encodedLabels(targetLabels(pod));
    const samples = kinds[pod % KINDS] ?? [];
    for (const [index, name] of names.entries()) {
      batch.push(encodedSeries(name, target, samples[index] ?? Buffer.alloc(0)));
      if (batch.length < BATCH) continue;
      await prometheus.push(batch);
      batch = [];
    }
  }
  await prometheus.push(batch);
  return { series: pods * shapes.length, hour: { from, to, step: SCRAPE } };
}

/** The labels that our scrape configuration gives to a backend pod. */
function targetLabels(pod: number): Readonly<Record<string, string>> {
  const [high, low] = [Math.floor(pod / 250), (pod % 250) + 1];
  return {
    job: "backend",
    instance: `10.244.${String(high)}.${String(low)}:8000`,
    namespace: "autodealgenie",
    service: "backend",
    pod: `backend-5d8f6c9b7d-${pod.toString(36).padStart(5, "0")}`,
    container: "backend",
    endpoint: "http",
    environment: "prod",
  };
}

/** The samples of each series for one variant of pods: counters grow steadily, everything else is constant. */
function samplesOf(shapes: readonly PageSeries[], kind: number, from: number): readonly Buffer[] {
  const late = Math.floor((kind * SCRAPE * 1000) / KINDS);
  const encoded = new Map<string, Buffer>();
  // Many series have the same samples.
  const samples = (step: number, begin: number): Buffer => {
    const key = `${String(step)} ${String(begin)}`;
    const made =
      encoded.get(key) ??
      encodedSamples(
        Array.from({ length: SCRAPES + 1 }, (_, n): Sample => {
          return [(from + n * SCRAPE) * 1000 + late, begin + Math.floor(n * step * (kind + 1))];
        }),
      );
    encoded.set(key, made);
    return made;
  };
  let bound = 0;
  return shapes.map(({ name, labels, value }) => {
    // The buckets of a histogram follow each other in ascending order.
    bound = "le" in labels ? bound + 1 : 0;
    if ("le" in labels) return samples(bound, 0);
    if (!/_(?:total|sum|count)$/.test(name)) return samples(0, value);
    return samples(labels.status?.startsWith("5") ? 0.05 : 1, 0);
  });
}
