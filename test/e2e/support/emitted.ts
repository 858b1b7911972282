import { query, type Series } from "../../../lab/clients/prometheus";
import { CATALOGS } from "../../../signals/catalogs";
import { cronJobMetrics } from "../../../signals/exporters/kubeStateMetrics";
import { nodejs } from "../../../signals/exporters/nodejs";
import { prometheus } from "../../../signals/exporters/prometheus";
import { TARGET_LABELS } from "../../../signals/promql/targets";
import { targetOf, type Feature, type Job } from "../../../signals/exporters/targets";
import { backend } from "../../../service/metrics/catalog";
import type { Metric } from "../../../service/metrics/define";

/** A metric of a catalogue, and the matchers that tell it from others' of the same name. */
export interface Declared {
  readonly metric: Metric;
  readonly matchers: string;
}

function of(catalog: Readonly<Record<string, Metric>>, job?: Job): readonly Declared[] {
  const matchers = job === undefined ? "" : `job="${job}"`;
  return Object.values(catalog).map((metric) => ({ metric, matchers }));
}

export const ofBackend = of(backend, "backend");

/** What Prometheus makes of rules, and not of a scrape. */
const OF_ALERTS: readonly Metric[] = [prometheus.ALERTS, prometheus.ALERTS_FOR_STATE];

/** What the live stack leaves out: Thanos and cert-manager only production has, and Kafka whoever asks for it. */
const LEFT_OUT = new Set<Feature | undefined>(["thanos", "certManager", "kafka", "kafkaBroker"]);

/** The catalogs of what the live stack has, but the backend's own. */
const catalogs = CATALOGS.filter(({ job }) => {
  if (job === undefined) return true;
  return job !== "backend" && !LEFT_OUT.has(targetOf(job).of);
});

/** What is not ours, or is made of what is. */
export const ofOthers: readonly Declared[] = catalogs
  .filter(({ metrics }) => metrics !== cronJobMetrics)
  .flatMap(({ metrics, job }) => of(metrics, metrics === nodejs ? "backend" : job))
  // Each alert adds the labels of what it is about, and the Watchdog is about nothing.
  .map((each) =>
    OF_ALERTS.includes(each.metric) ? { ...each, matchers: 'alertname="Watchdog"' } : each,
  );

/** A metric's series in Prometheus now; a histogram's are how often it measured. */
export async function seriesOf({ metric, matchers }: Declared): Promise<readonly Series[]> {
  const name = metric.kind === "histogram" ? `${metric.name}_count` : metric.name;
  return query(`${name}{${matchers}}`);
}

const NOT_ITS_OWN = new Set(["__name__", ...Object.keys(TARGET_LABELS)]);

/** The names of the labels that a metric itself has, over all of its series: also those that its target has alike. */
export function ownLabels(
  { labels: declared }: Metric,
  series: readonly Series[],
): readonly string[] {
  const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
  const own = [...names].filter((name) => !NOT_ITS_OWN.has(name) || name in declared);
  // So Prometheus calls one that has the name of a label of the target.
  return own.map((name) => name.replace(/^exported_/, "")).sort();
}

/** Each `label="value"` that a metric has, and the catalogue does not list for that label. */
export function strangers({ labels }: Metric, series: readonly Series[]): readonly string[] {
  return Object.entries(labels).flatMap(([label, listed]) =>
    listed === null
      ? []
      : [...new Set(series.map((each) => each.labels[label] ?? ""))]
          .filter((value) => value !== "" && !listed.includes(value))
          .map((value) => `${label}="${value}"`),
  );
}

/** Whether there is something that it shows: a gauge is there, all else has counted something. */
export function hasMoved({ kind }: Metric, series: readonly Series[]): boolean {
  return series.some(({ value }) => kind === "gauge" || value > 0);
}

/** Each `label="value"` of a catalogue's metric that shows nothing. */
export function unmoved(metric: Metric, series: readonly Series[]): readonly string[] {
  return Object.entries(metric.labels).flatMap(([label, listed]) =>
    (listed ?? [])
      .filter(
        (value) =>
          !hasMoved(
            metric,
            series.filter(({ labels }) => labels[label] === value),
          ),
      )
      .map((value) => `${label}="${value}"`),
  );
}
