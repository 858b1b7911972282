import { counter, describeMetrics, gauge, OPEN } from "../../service/metrics/define";

/**
 * The default metrics of prom-client 15 for the Node.js process that we read. Those that begin with process_ are
 * exposed by every client library, including that of Go servers.
 */
export const nodejs = describeMetrics({
  process_resident_memory_bytes: gauge("Resident memory of the process.", {}),
  process_cpu_seconds_total: counter("CPU time that the process has used.", {}),
  process_start_time_seconds: gauge("When the process started, in seconds since 1970.", {}),
  process_open_fds: gauge("Open files and connections of the process.", {}),
  process_max_fds: gauge("Maximum number of open files and connections of the process.", {}),
  nodejs_eventloop_lag_p50_seconds: gauge("Median delay of the event loop.", {}),
  nodejs_eventloop_lag_p99_seconds: gauge("99th percentile of the event loop's delay.", {}),
  nodejs_heap_size_used_bytes: gauge("JavaScript heap in use.", {}),
  nodejs_heap_size_total_bytes: gauge("JavaScript heap reserved from the system.", {}),
  nodejs_external_memory_bytes: gauge(
    "Memory outside the heap that JavaScript objects hold, such as buffers.",
    {},
  ),
  // The sum of a histogram. prom-client counts the first one alone of those in one turn of the event loop.
  nodejs_gc_duration_seconds_sum: counter("Time spent in garbage collection.", {
    kind: ["incremental", "major", "minor", "weakcb"],
  }),
  nodejs_active_handles: gauge("Open libuv handles, by type.", { type: OPEN }),
});
