import { describeMetrics, gauge } from "../../service/metrics/define";

/** Of the metrics that prom-client 15 collects from the Node.js process by itself, those that we read. */
export const nodejs = describeMetrics({
  process_resident_memory_bytes: gauge("Resident memory of the process.", {}),
});
