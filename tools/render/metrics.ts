import { CATALOGS } from "../../signals/catalogs";

/**
 * Every declared metric, with its labels and their values: a comparison of two versions uses it to estimate the number
 * of series.
 */
export function metricsText(): string {
  const metrics = CATALOGS.flatMap(({ title, job, metrics }) =>
    Object.values(metrics).map(({ name, kind, labels, buckets }) => ({
      name,
      kind,
      origin: title,
      job,
      labels,
      buckets,
    })),
  );
  return `${JSON.stringify(metrics, null, 2)}\n`;
}
