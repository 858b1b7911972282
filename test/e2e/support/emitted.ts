import { query, type Series } from "../../../lab/clients/prometheus";
import { CATALOGS } from "../../../signals/catalogs";
import { cronJobMetrics } from "../../../signals/exporters/kubeStateMetrics";
import { mongodbExporter } from "../../../signals/exporters/mongodbExporter";
import { nodejs } from "../../../signals/exporters/nodejs";
import { prometheus } from "../../../signals/exporters/prometheus";
import { TARGET_LABELS } from "../../../signals/promql/targets";
import { targetOf, type Feature, type Job } from "../../../signals/exporters/targets";
import { backend } from "../../../service/metrics/catalog";
import type { Metric } from "../../../service/metrics/define";

/** A metric of a catalog, with matchers that distinguish it from others of the same name. */
export interface Declared {
  readonly metric: Metric;
  readonly matchers: string;
}

/** The metrics of a catalog, as a job's targets expose them. */
export function catalogued(
  catalog: Readonly<Record<string, Metric>>,
  job?: Job,
): readonly Declared[] {
  const matchers = job === undefined ? "" : `job="${job}"`;
  return Object.values(catalog).map((metric) => ({ metric, matchers }));
}

export const ofBackend = catalogued(backend, "backend");

/** What the exporter of a MongoDB without WiredTiger and without a replica set exposes. */
export const ofMongodbExporter = catalogued(mongodbExporter, "mongodb-exporter").filter(
  ({ metric: { name } }) => !/^mongodb_(ss_wt|rs)_/.test(name),
);

/** Series that Prometheus creates from rules, not from a scrape. */
const OF_ALERTS: readonly Metric[] = [prometheus.ALERTS, prometheus.ALERTS_FOR_STATE];

/** What the live stack does not have: only production has Thanos and cert-manager; Kafka and MongoDB are optional. */
const LEFT_OUT = new Set<Feature | undefined>([
  "thanos",
  "certManager",
  "kafka",
  "kafkaBroker",
  "mongodbExporter",
]);

/** The catalogs of everything in the live stack except the backend's own metrics. */
const catalogs = CATALOGS.filter(({ job }) => {
  if (job === undefined) return true;
  return job !== "backend" && !LEFT_OUT.has(targetOf(job).of);
});

/** Metrics that are not ours, and the series of alerts, which Prometheus derives. */
export const ofOthers: readonly Declared[] = catalogs
  .filter(({ metrics }) => metrics !== cronJobMetrics)
  .flatMap(({ metrics, job }) => catalogued(metrics, metrics === nodejs ? "backend" : job))
  // Every alert has labels of its own, except for the Watchdog.
  .map((each) =>
    OF_ALERTS.includes(each.metric) ? { ...each, matchers: 'alertname="Watchdog"' } : each,
  );

/** The current series of a metric in Prometheus; for a histogram, those of its count. */
export async function seriesOf({ metric, matchers }: Declared): Promise<readonly Series[]> {
  const name = metric.kind === "histogram" ? `${metric.name}_count` : metric.name;
  return query(`${name}{${matchers}}`);
}

const NOT_ITS_OWN = new Set(["__name__", ...Object.keys(TARGET_LABELS)]);

/** The label names that a metric itself has in its series, including those that the target also has. */
export function ownLabels(
  { labels: declared }: Metric,
  series: readonly Series[],
): readonly string[] {
  const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
  const own = [...names].filter((name) => !NOT_ITS_OWN.has(name) || name in declared);
  // Prometheus adds this prefix to a label that the target has, too.
  return own.map((name) => name.replace(/^exported_/, "")).sort();
}

/** Each `label="value"` of a metric whose value the catalog does not list. */
export function strangers({ labels }: Metric, series: readonly Series[]): readonly string[] {
  return Object.entries(labels).flatMap(([label, listed]) =>
    listed === null
      ? []
      : [...new Set(series.map((each) => each.labels[label] ?? ""))]
          .filter((value) => value !== "" && !listed.includes(value))
          .map((value) => `${label}="${value}"`),
  );
}

/** Whether a metric has data: for a gauge its existence is enough, anything else must be above 0. */
export function hasMoved({ kind }: Metric, series: readonly Series[]): boolean {
  return series.some(({ value }) => kind === "gauge" || value > 0);
}

/** Each `label="value"` in the catalog for which a metric has no data. */
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
