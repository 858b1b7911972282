import type { backend, worker } from "./catalog";
import type { Instruments } from "./registry";

/** The service's instruments, by metric name. */
export type Metrics = Instruments<typeof backend>;

/** The worker's instruments, by metric name. */
export type WorkerMetrics = Instruments<typeof worker>;
