import { metricsOf, podsOf } from "../../../lab/clients/pods";
import { query } from "../../../lab/clients/prometheus";
import { MACHINE_ROUTES } from "../../../service/metrics/labels";
import type { Metric } from "../../../service/metrics/define";

/** Counts by series, in the format of /metrics with the labels in the catalog's order. Series with 0 are left out. */
export type Counts = Readonly<Record<string, number>>;

const BACKEND_PORT = 8000;

/** The /metrics page of each backend pod. */
export async function backendPages(): Promise<readonly string[]> {
  const pods = await podsOf("backend");
  return Promise.all(pods.map((pod) => metricsOf(pod, BACKEND_PORT)));
}

/** The sums of some metrics over all backend pods. For histograms, their counts. */
export async function countedByBackends(metrics: readonly Metric[]): Promise<Counts> {
  return summed((await backendPages()).flatMap((page) => samplesOf(page, metrics)));
}

/** The samples of some metrics on a /metrics page. */
export function samplesOf(page: string, metrics: readonly Metric[]): readonly Sample[] {
  const byName = new Map(metrics.map((metric) => [countOf(metric), metric]));
  return [...page.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].flatMap(
    ([, name = "", inner = "", value]) => {
      const metric = byName.get(name);
      if (metric === undefined) return [];
      const labels = Object.fromEntries(
        [...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, of]) => [label, of]),
      );
      return [{ metric, labels, value: Number(value) }];
    },
  );
}

/** The same sums from Prometheus. */
export async function countedByPrometheus(metrics: readonly Metric[]): Promise<Counts> {
  const samples = metrics.map(async (metric) => {
    const by = Object.keys(metric.labels).join(", ");
    const series = await query(`sum by (${by}) (${countOf(metric)}{job="backend"})`);
    return series.map(({ labels, value }) => ({ metric, labels, value }));
  });
  return summed((await Promise.all(samples)).flat());
}

/** The increase from one count to another, without series that did not grow. */
export function added(before: Counts, after: Counts): Counts {
  return summedUp(
    [...new Set([...Object.keys(before), ...Object.keys(after)])].map((series) => [
      series,
      (after[series] ?? 0) - (before[series] ?? 0),
    ]),
  );
}

/** A sample of one of the backend's metrics. */
export interface Sample {
  readonly metric: Metric;
  readonly labels: Readonly<Record<string, string | undefined>>;
  readonly value: number;
}

/** A series in the format of /metrics. */
export function written({ metric, labels }: Omit<Sample, "value">): string {
  const inner = Object.keys(metric.labels).map((label) => `${label}="${labels[label] ?? ""}"`);
  return countOf(metric) + (inner.length === 0 ? "" : `{${inner.join(",")}}`);
}

const countOf = ({ name, kind }: Metric) => (kind === "histogram" ? `${name}_count` : name);

/** Keeps only people's requests: probes and scrapes send theirs all the time. */
const ofPeople = ({ labels: { route } }: Sample) =>
  !MACHINE_ROUTES.some((machines) => machines === route);

function summed(samples: readonly Sample[]): Counts {
  return summedUp(samples.filter(ofPeople).map((it) => [written(it), it.value]));
}

function summedUp(entries: readonly (readonly [string, number])[]): Counts {
  const sums = new Map<string, number>();
  for (const [series, value] of entries) sums.set(series, (sums.get(series) ?? 0) + value);
  return Object.fromEntries([...sums].filter(([, value]) => value !== 0));
}
