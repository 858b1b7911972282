import type { Metric } from "../service/metrics/define";
import { CATALOGS, type KnownCatalog } from "./catalogs";
import { JOBS, targetOf, type Job } from "./exporters/targets";

/** A series that some catalog declares. */
export interface Series {
  readonly metric: Metric;
  readonly catalog: KnownCatalog;
  /** The jobs whose targets expose it; empty for recorded series. */
  readonly jobs: readonly Job[];
}

const PROCESSES = JOBS.filter((job) => targetOf(job).process);

function jobsOf({ job }: KnownCatalog, metric: string): readonly Job[] {
  // Prometheus creates these itself, for each scrape and for each alert.
  if (/^(?:up$|scrape_)/.test(metric)) return JOBS;
  if (metric === "ALERTS") return [];
  if (metric.startsWith("process_")) return PROCESSES;
  if (metric.startsWith("nodejs_")) return ["backend"];
  return job === undefined ? [] : [job];
}

/** Every declared series by its name; a histogram has three. */
export const SERIES: ReadonlyMap<string, Series> = new Map(
  CATALOGS.flatMap((catalog) =>
    Object.values(catalog.metrics).flatMap((metric) => {
      const series = { metric, catalog, jobs: jobsOf(catalog, metric.name) };
      const ends = metric.kind === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
      return ends.map((end) => [metric.name + end, series] as const);
    }),
  ),
);
