import { counter, describeMetrics, gauge, OPEN } from "../../service/metrics/define";

/**
 * The default metrics of prom-client 15 for the Node.js process that we read. Those that begin with process_ are
 * exposed by every client library, including that of Go servers.
 */
export const nodejs = describeMetrics({
  process_resident_memory_bytes: gauge("Resident memory of the process.", {}),
  process_cpu_seconds_total: counter("CPU time that the process has used.", {}),
  process_start_time_seconds: gauge("When the process started, in seconds since 1970.", {}),
  process_open_fds: gauge("Files and connections that the process holds open.", {}),
  process_max_fds: gauge("Files and connections that the process may hold open.", {}),
  nodejs_eventloop_lag_p50_seconds: gauge("Half of the event loop's turns came later by less.", {}),
  nodejs_eventloop_lag_p99_seconds: gauge("All but 1 % of its turns came later by less.", {}),
  nodejs_heap_size_used_bytes: gauge("JavaScript heap in use.", {}),
  nodejs_heap_size_total_bytes: gauge("JavaScript heap that was taken from the system.", {}),
  nodejs_external_memory_bytes: gauge(
    "Memory outside of that heap which JavaScript objects hold, such as buffers.",
    {},
  ),
  // The sum of a histogram. prom-client counts the first one alone of those in one turn of the event loop.
  nodejs_gc_duration_seconds_sum: counter("Time that collecting garbage took.", {
    kind: ["incremental", "major", "minor", "weakcb"],
  }),
  nodejs_active_handles: gauge("Handles of libuv that are open, by their type.", { type: OPEN }),
});
