import { backend as m } from "../service/metrics/catalog";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { cacheSeconds } from "./rates";

/** The application's own caches in Redis, without its rate limits and sessions. */
const JOB = "backend";
const hits = where(m.autodealgenie_cache_hits_total, { job: JOB });
const misses = where(m.autodealgenie_cache_misses_total, { job: JOB });

export const cacheLookups = new Signal({
  title: "Lookups by cache",
  description: "Cache lookups of the application per second, hits and misses.",
  unit: "operationsPerSecond",
  query: (w) => promql`
    sum by (${by("cache_name")}) (rate(${hits}[${w}])) + sum by (${by("cache_name")}) (rate(${misses}[${w}]))`,
});

export const cacheHitRatio = new Signal({
  title: "Hit rate by cache",
  description: "Share of the application's lookups that are hits; empty for unused caches.",
  unit: "ratio",
  query: (w) => promql`
    sum by (${by("cache_name")}) (rate(${hits}[${w}])) / ${cacheLookups.query(w)}`,
  idle: "empty",
});

export const cacheOperationTime = new Signal({
  title: "Time by operation",
  description: "The 95th percentile of the duration of cache operations, by kind.",
  unit: "seconds",
  query: (w) =>
    promql`histogram_quantile(0.95, sum by (${by("le", "operation")}) (${cacheSeconds.rate(w)}))`,
  idle: "empty",
});
