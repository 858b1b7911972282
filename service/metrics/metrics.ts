import type { backend } from "./catalog";
import type { Instruments } from "./registry";

/** The service's instruments, by metric name. */
export type Metrics = Instruments<typeof backend>;
