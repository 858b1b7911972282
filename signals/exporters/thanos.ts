import { counter, describeMetrics, gauge, OPEN, sometimes } from "../../service/metrics/define";

/** The metrics of the Thanos 0.42 sidecar that we read. */
export const thanosSidecar = describeMetrics({
  thanos_shipper_uploads_total: counter("Blocks uploaded to the bucket.", {}),
  thanos_shipper_upload_failures_total: counter("Uploads of blocks that failed.", {}),
  thanos_objstore_bucket_last_successful_upload_time: gauge(
    "Time of the last successful upload to the bucket, in seconds since 1970; 0 if there was none since the start.",
    { bucket: OPEN },
  ),
});

/** The metrics of the store gateway that we read. */
export const thanosStore = describeMetrics({
  thanos_objstore_bucket_operations_total: counter("Operations on the bucket.", {
    bucket: OPEN,
    operation: OPEN,
  }),
  thanos_objstore_bucket_operation_failures_total: counter("Failed operations on the bucket.", {
    bucket: OPEN,
    operation: OPEN,
  }),
});

/** The metrics of the compactor that we read. */
export const thanosCompact = describeMetrics({
  thanos_compact_halted: gauge("1 if the compactor has halted, until it is restarted.", {}),
  thanos_compact_group_compactions_failures_total: sometimes(
    "no group of blocks was compacted yet",
    counter("Compactions of a group of blocks that failed.", { resolution: OPEN }),
  ),
  thanos_compact_iterations_total: counter("Completed iterations over the bucket.", {}),
});
