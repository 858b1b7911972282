import { prometheus as p } from "./exporters/prometheus";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import type { Plain } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import { count } from "./promql/units";
import type { Duration } from "./promql/units";

const PROMETHEUS = { job: "prometheus" } as const;

export const headSeries = new Signal({
  title: "Series",
  description: "Series with a recent sample.",
  unit: "count",
  query: () => promql`sum by (${by()}) (${where(p.prometheus_tsdb_head_series, PROMETHEUS)})`,
});

export const appendedSamples = new Signal({
  title: "Samples stored",
  description: "Samples that Prometheus stores per second, including those of recording rules.",
  unit: "operationsPerSecond",
  query: (w) =>
    promql`sum by (${by()}) (rate(${where(p.prometheus_tsdb_head_samples_appended_total, PROMETHEUS)}[${w}]))`,
});

const stored = (title: string, description: string, gauge: Plain) =>
  new Signal({
    title,
    description,
    unit: "bytes",
    query: () => promql`sum by (${by()}) (${where(gauge, PROMETHEUS)})`,
  });

export const blockBytes = stored(
  "Blocks",
  "Disk space of the persisted blocks.",
  p.prometheus_tsdb_storage_blocks_bytes,
);
export const walBytes = stored(
  "Write-ahead log",
  "Disk space used by the write-ahead log.",
  p.prometheus_tsdb_wal_storage_size_bytes,
);

const failures = (title: string, counter: Plain<Readonly<Record<never, never>>>) =>
  ({
    counter,
    signal: new Signal({
      title,
      description: "How often it failed.",
      unit: "count",
      query: (w) => promql`sum by (${by()}) (increase(${where(counter, PROMETHEUS)}[${w}]))`,
    }),
  }) as const;

/** All failures of Prometheus's storage, each under its own title. */
export const storageFailures = [
  failures("Compactions", p.prometheus_tsdb_compactions_failed_total),
  failures("Reading of blocks", p.prometheus_tsdb_reloads_failures_total),
  failures("Damages of the write-ahead log", p.prometheus_tsdb_wal_corruptions_total),
  failures("Writes to the write-ahead log", p.prometheus_tsdb_wal_writes_failed_total),
  failures("Truncations of the write-ahead log", p.prometheus_tsdb_wal_truncations_failed_total),
  failures("Checkpoints", p.prometheus_tsdb_checkpoint_creations_failed_total),
  failures("Truncations of the head", p.prometheus_tsdb_head_truncations_failed_total),
] as const;

/** Any of these failures within a window. */
export function storageFailing(window: Duration): Condition<never, "count"> {
  const [first, ...others] = storageFailures.flatMap(({ signal, counter }) => [
    signal.above(count(0), window),
    sinceMoved(signal, counter, window),
  ]) as [Condition<never, "count">, ...Condition<never, "count">[]];
  return others.reduce((condition, other) => condition.or(other), first);
}

/**
 * Failures of a restarted Prometheus before its first scrape. At its new address each counter is a new series whose
 * first value already includes them, and increase() does not count a first value. So the value is compared with earlier
 * ones of the same pod, at whatever address; an equal value is no increase.
 *
 * Written without the query builder, which does not allow comparing the plain value of a counter.
 */
function sinceMoved(
  { title }: Signal,
  { name, kind }: Plain,
  window: Duration,
): Condition<never, "count"> {
  const series = `${name}{job="prometheus"}`;
  const now = `max by (pod) (${series})`;
  const before = `min by (pod) (min_over_time(${series}[${window}]))`;
  return new Condition(
    {
      kind: "query",
      text: `sum(${now} - ${before} > 0)`,
      labels: [],
      reads: { [name]: kind },
    },
    "count",
    `*${title}* above what the pod said before, at another address`,
  );
}
