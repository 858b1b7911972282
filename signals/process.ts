import { backend as m } from "../service/metrics/catalog";
import { nodejs } from "./exporters/nodejs";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { percent, seconds } from "./promql/units";

const OURS = { job: "backend" } as const;

export const RAISED_LAG = seconds(0.1);
export const RAISED_COLLECTING = percent(10);
/** A quarter of the only core that runs JavaScript. */
export const MUCH_COLLECTING = percent(25);
export const RAISED_FILES = percent(60);
/** Beyond this, a single burst of connections is enough to reach the limit. */
export const MANY_FILES = percent(80);

export const memory = new Signal({
  title: "Memory",
  description: "Resident memory of each backend process.",
  unit: "bytes",
  query: () => promql`sum by (${by("pod")}) (${where(nodejs.process_resident_memory_bytes, OURS)})`,
});

export const heapUsed = new Signal({
  title: "Heap used",
  description: "JavaScript heap in use in each backend process, including garbage.",
  unit: "bytes",
  query: () => promql`sum by (${by("pod")}) (${where(nodejs.nodejs_heap_size_used_bytes, OURS)})`,
});

export const heapTotal = new Signal({
  title: "Heap taken",
  description: "JavaScript heap that each process has reserved.",
  unit: "bytes",
  query: () => promql`sum by (${by("pod")}) (${where(nodejs.nodejs_heap_size_total_bytes, OURS)})`,
});

export const externalMemory = new Signal({
  title: "External memory",
  description:
    "Memory that JavaScript objects hold outside the heap in each backend process, such as buffers.",
  unit: "bytes",
  query: () => promql`sum by (${by("pod")}) (${where(nodejs.nodejs_external_memory_bytes, OURS)})`,
});

/** A ratio, because a process runs JavaScript on only one core: at 1 it cannot do more. */
export const cpu = new Signal({
  title: "CPU",
  description: "CPU time of each backend process, as a share of one core.",
  unit: "ratio",
  query: (w) =>
    promql`sum by (${by("pod")}) (rate(${where(nodejs.process_cpu_seconds_total, OURS)}[${w}]))`,
});

const lag = where(nodejs.nodejs_eventloop_lag_p99_seconds, OURS);

export const eventLoopLag = new Signal({
  title: "p99",
  description: "The 99th percentile of the event loop lag of each process.",
  unit: "seconds",
  query: () => promql`max by (${by("pod")}) (${lag})`,
});

export const usualEventLoopLag = new Signal({
  title: "p50",
  description: "The median of the event loop lag.",
  unit: "seconds",
  query: () =>
    promql`max by (${by("pod")}) (${where(nodejs.nodejs_eventloop_lag_p50_seconds, OURS)})`,
});

export const collecting = new Signal({
  title: "Garbage collection",
  description:
    "Share of the time that each process spends on garbage collection, by kind. Of several collections in one turn of the event loop, only the first is counted.",
  unit: "ratio",
  query: (w) =>
    promql`sum by (${by("kind", "pod")}) (rate(${where(nodejs.nodejs_gc_duration_seconds_sum, OURS)}[${w}]))`,
});

/** One value for all processes, so that a replaced pod does not start another alert. */
export const worstEventLoopLag = new Signal({
  title: "Event loop lag",
  description: "The 99th percentile of the event loop lag, in the worst process.",
  unit: "seconds",
  query: () => promql`max by (${by()}) (${lag})`,
});

export const filesOpen = new Signal({
  title: "Open files",
  description: "Open files and connections of each process, as a share of its limit.",
  unit: "ratio",
  query: () => promql`
    max by (${by("pod")}) (${where(nodejs.process_open_fds, OURS)} / ${where(nodejs.process_max_fds, OURS)})`,
});

export const handles = new Signal({
  title: "Open handles",
  description: "Active resources of the event loops, by type: sockets, timers, servers.",
  unit: "count",
  query: () => promql`sum by (${by("type")}) (${where(nodejs.nodejs_active_handles, OURS)})`,
});

export const uptime = new Signal({
  title: "Uptime",
  description: "Time since each backend process started.",
  unit: "seconds",
  query: () =>
    promql`time() - max by (${by("pod")}) (${where(nodejs.process_start_time_seconds, OURS)})`,
});

export const versions = new Signal({
  title: "Versions",
  description: "Pods by version; there are several versions during a rollout.",
  unit: "count",
  query: () => promql`count by (${by("version")}) (${where(m.autodealgenie_app_info, OURS)})`,
});
