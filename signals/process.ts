import { backend as m } from "../service/metrics/catalog";
import { nodejs } from "./exporters/nodejs";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Signal } from "./promql/signal";
import { percent, seconds } from "./promql/units";

const OURS = { job: "backend" } as const;

export const RAISED_LAG = seconds(0.1);
export const RAISED_FILES = percent(60);
/** Beyond this, one burst of connections is all that is missing. */
export const MANY_FILES = percent(80);

export const memory = new Signal({
  title: "Memory",
  description: "Resident memory of each backend process.",
  unit: "bytes",
  query: () => promql`sum by (${by("pod")}) (${where(nodejs.process_resident_memory_bytes, OURS)})`,
});

export const heapUsed = new Signal({
  title: "Heap used",
  description: "JavaScript objects of each backend process, garbage included.",
  unit: "bytes",
  query: () => promql`sum by (${by("pod")}) (${where(nodejs.nodejs_heap_size_used_bytes, OURS)})`,
});

export const heapTotal = new Signal({
  title: "Heap taken",
  description: "What each process took from the system for them.",
  unit: "bytes",
  query: () => promql`sum by (${by("pod")}) (${where(nodejs.nodejs_heap_size_total_bytes, OURS)})`,
});

/** A ratio, as one process runs JavaScript on one core only: at 1 it can do no more. */
export const cpu = new Signal({
  title: "CPU",
  description: "CPU time that each backend process uses, as a share of one core.",
  unit: "ratio",
  query: (w) =>
    promql`sum by (${by("pod")}) (rate(${where(nodejs.process_cpu_seconds_total, OURS)}[${w}]))`,
});

const lag = where(nodejs.nodejs_eventloop_lag_p99_seconds, OURS);

export const eventLoopLag = new Signal({
  title: "p99",
  description: "All but one in a hundred turns of each process's event loop came later by less.",
  unit: "seconds",
  query: () => promql`max by (${by("pod")}) (${lag})`,
});

export const usualEventLoopLag = new Signal({
  title: "p50",
  description: "Half of the turns came later by less.",
  unit: "seconds",
  query: () =>
    promql`max by (${by("pod")}) (${where(nodejs.nodejs_eventloop_lag_p50_seconds, OURS)})`,
});

/** One value for all processes, so that a replaced pod does not begin another alert. */
export const worstEventLoopLag = new Signal({
  title: "Event loop lag",
  description: "The event loop's lag, 99th percentile, in the process that has the most.",
  unit: "seconds",
  query: () => promql`max by (${by()}) (${lag})`,
});

export const filesOpen = new Signal({
  title: "Open files",
  description: "Files and connections that each process holds, as a share of those it may hold.",
  unit: "ratio",
  query: () => promql`
    max by (${by("pod")}) (${where(nodejs.process_open_fds, OURS)} / ${where(nodejs.process_max_fds, OURS)})`,
});

export const handles = new Signal({
  title: "Open handles",
  description: "What keeps the event loops busy, by its type: sockets, timers, servers.",
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
  description: "Pods that run each version: more than one version while a deployment is under way.",
  unit: "count",
  query: () => promql`count by (${by("version")}) (${where(m.autodealgenie_app_info, OURS)})`,
});
