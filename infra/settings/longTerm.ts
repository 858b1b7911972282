import { z } from "zod";

import { cpu, duration, quantity } from "./scalars";

const volume = quantity({ least: "1Gi", most: "64Ti" });
const memory = quantity({ least: "128Mi", most: "1Ti" });
/**
 * A quarter of it is the index cache, which Thanos refuses below 125 MiB, the size that a single item may have (v0.42).
 */
const storeMemory = quantity({ least: "512Mi", most: "1Ti" });
const share = cpu({ least: "100m", most: "128" });
const retention = duration({ least: "1h", most: "20y" });

/**
 * Long-term storage with Thanos: samples in the object storage, and one place that answers for every Prometheus.
 * Requires `objectStorage`.
 */
export const thanosSettings = z.strictObject({
  /** How long the bucket keeps raw samples, and their aggregates over 5 minutes and one hour. */
  retention: z
    .strictObject({
      raw: retention.default("30d"),
      fiveMinutes: retention.default("180d"),
      oneHour: retention.default("2y"),
    })
    .prefault({}),
  /** Runs next to each Prometheus: answers queries for its samples and uploads its blocks. */
  sidecar: z
    .strictObject({ memory: memory.default("256Mi"), cpu: share.default("1") })
    .prefault({}),
  /** The store gateway, which reads the bucket. Its volume only holds an index, which it can download again. */
  store: z
    .strictObject({
      storage: volume.default("10Gi"),
      memory: storeMemory.default("1Gi"),
      cpu: share.default("1"),
    })
    .prefault({}),
  /** The compactor, which merges blocks in the bucket. Its volume has to hold two weeks of samples twice. */
  compactor: z
    .strictObject({
      storage: volume.default("50Gi"),
      memory: memory.default("1Gi"),
      cpu: share.default("1"),
    })
    .prefault({}),
  /** The querier, which Grafana uses as its datasource. */
  query: z
    .strictObject({
      replicas: z.int().min(1).max(9).default(2),
      memory: memory.default("512Mi"),
      cpu: share.default("1"),
    })
    .prefault({}),
});

export type ThanosSettings = z.output<typeof thanosSettings>;
