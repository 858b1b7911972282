import { prometheus as p } from "./exporters/prometheus";
import {
  thanosCompact as c,
  thanosSidecar as sidecar,
  thanosStore as store,
} from "./exporters/thanos";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import { count } from "./promql/units";
import type { Duration, Quantity } from "./promql/units";

const SIDECAR = { job: "thanos-sidecar" } as const;
const STORE = { job: "thanos-store" } as const;
const COMPACT = { job: "thanos-compact" } as const;
const PROMETHEUS = { job: "prometheus" } as const;

export const compactorHalted = new Signal({
  title: "Compactor halted",
  description: "Whether the compactor has halted at a block that it cannot process: 1 if so.",
  unit: "count",
  query: () => promql`max by (${by()}) (${where(c.thanos_compact_halted, COMPACT)})`,
});

export const compactions = new Signal({
  title: "Compactor runs",
  description: "Completed runs of the compactor over the whole bucket.",
  unit: "count",
  query: (w) =>
    promql`sum by (${by()}) (increase(${where(c.thanos_compact_iterations_total, COMPACT)}[${w}]))`,
});

export const compactionFailures = new Signal({
  title: "Failed compactions",
  description: "Failed compactions of blocks. The compactor retries them in its next run.",
  unit: "count",
  query: (w) =>
    promql`sum by (${by()}) (increase(${where(c.thanos_compact_group_compactions_failures_total, COMPACT)}[${w}]))`,
});

/**
 * The compactor has been up the whole time and has not completed a single pass over the bucket: it hangs, or every pass
 * ends in a failure that it does not count anywhere.
 */
export function neverThrough(window: Duration) {
  const iterations = where(c.thanos_compact_iterations_total, COMPACT);
  return compactions
    .below(count(1), window)
    .and(
      new Condition(
        promql`sum by (${by()}) (increase(${iterations}[1h] offset ${window}))`,
        "count",
        `was there ${window} ago`,
      ),
    );
}

const lastUpload = where(sidecar.thanos_objstore_bucket_last_successful_upload_time, SIDECAR);

/**
 * The maximum of all values within the window, including those before the pod's last restart, since which it may have
 * had nothing to upload. Only for a pod that existed before the window: a new one has nothing to upload for two hours.
 */
export const sinceUpload = new Signal({
  title: "Since the last upload",
  description:
    "Time since each Prometheus's sidecar last uploaded a block. There is one every two hours.",
  unit: "seconds",
  query: (w) => promql`
    time() - max by (${by("pod")}) (max_over_time(${lastUpload}[${w}]))`,
});

/** The same, limited to pods that existed before the window. */
export function uploadsStalled(limit: Quantity<"seconds">, window: Duration) {
  const { query, unit, words, terms } = sinceUpload.above(limit, window);
  const there = promql`max by (${by("pod")}) (${lastUpload} offset ${window})`;
  return new Condition(promql`${query} and ${there}`, unit, words, terms);
}

export const uploads = new Signal({
  title: "Blocks uploaded",
  description: "Blocks that each Prometheus's sidecar has uploaded.",
  unit: "count",
  query: (w) =>
    promql`sum by (${by("pod")}) (increase(${where(sidecar.thanos_shipper_uploads_total, SIDECAR)}[${w}]))`,
});

export const uploadFailures = new Signal({
  title: "Failed uploads",
  description: "Failed block uploads, by Prometheus. Each is retried.",
  unit: "count",
  query: (w) =>
    promql`sum by (${by("pod")}) (increase(${where(sidecar.thanos_shipper_upload_failures_total, SIDECAR)}[${w}]))`,
});

export const bucketFailures = new Signal({
  title: "Failed reads of the bucket",
  description: "Share of the store gateway's bucket operations that fail.",
  unit: "ratio",
  query: (w) => {
    const failed = promql`sum by (${by()}) (rate(${where(store.thanos_objstore_bucket_operation_failures_total, STORE)}[${w}]))`;
    const all = promql`sum by (${by()}) (rate(${where(store.thanos_objstore_bucket_operations_total, STORE)}[${w}]))`;
    return promql`${failed} / ${all}`;
  },
  idle: "empty",
});

/**
 * Measured by the clock and not by the pending samples: when the queue is full it accepts nothing more, so the age of
 * the pending samples stops growing. Prometheus scrapes itself, so there is always something to send.
 */
export const remoteWriteLag = new Signal({
  title: "Behind",
  description: "Age of the newest samples that were sent, by remote write endpoint and Prometheus.",
  unit: "seconds",
  query: (w) =>
    promql`time() - max by (${by("remote_name", "pod")}) (max_over_time(${where(p.prometheus_remote_storage_queue_highest_sent_timestamp_seconds, PROMETHEUS)}[${w}]))`,
});

export const remoteWriteFailures = new Signal({
  title: "Refused samples",
  description:
    "Share of the samples that each remote write endpoint rejects, and that are not retried.",
  unit: "ratio",
  query: (w) => {
    const failed = promql`sum by (${by("remote_name")}) (rate(${where(p.prometheus_remote_storage_samples_failed_total, PROMETHEUS)}[${w}]))`;
    const sent = promql`sum by (${by("remote_name")}) (rate(${where(p.prometheus_remote_storage_samples_total, PROMETHEUS)}[${w}]))`;
    return promql`${failed} / (${failed} + ${sent})`;
  },
  idle: "empty",
});

const shards = (which: "desired" | "max") =>
  promql`max by (${by("remote_name", "pod")}) (${where(p[`prometheus_remote_storage_shards_${which}`], PROMETHEUS)})`;

export const remoteWriteShards = new Signal({
  title: "Shards wanted",
  description:
    "Connections that Prometheus needs to keep up, as a share of those that it may open, by remote write endpoint. Above 100 %, it falls behind.",
  unit: "ratio",
  query: () => promql`${shards("desired")} / ${shards("max")}`,
});
