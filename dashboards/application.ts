import { bodySize, inFlight, latencyByRoute, SLUGGISH } from "../signals/backend";
import { PLACES } from "../signals/places";
import {
  collecting,
  cpu,
  eventLoopLag,
  externalMemory,
  filesOpen,
  handles,
  heapTotal,
  heapUsed,
  MANY_FILES,
  MUCH_COLLECTING,
  RAISED_COLLECTING,
  RAISED_FILES,
  RAISED_LAG,
  uptime,
  usualEventLoopLag,
  versions,
} from "../signals/process";
import { percent } from "../signals/promql/units";
import type { DashboardContext } from "./context";
import { lead } from "./leads";
import { bars, dashboard, lines, trace } from "./grafana";

const AWAY = "The backend does not answer";
const NO_REQUESTS = "No requests";

export const application = ({ policies }: DashboardContext) =>
  dashboard(PLACES.application, {
    title: "Application",
    description: "What the backend's processes do, and what slows them down, for its developers.",
    tags: ["application"],
    refresh: "10s",
    from: "now-1h",
    rows: [
      { title: "Requests", rows: [["inFlight", "latencyByRoute"]] },
      {
        title: "Saturation",
        rows: [
          ["eventLoopLag", "cpu", "heap"],
          ["collecting", "externalMemory"],
        ],
      },
      {
        title: "Processes",
        rows: [
          ["versions", "uptime"],
          ["openFiles", "handles"],
        ],
      },
      { title: "Body sizes", collapsed: true, rows: [["requestSize", "responseSize"]] },
    ],
    next: lead("Do users feel it?", PLACES.systemOverview, "latency"),
    leads: {
      inFlight: [lead("What delays requests?", PLACES.application, "eventLoopLag")],
      latencyByRoute: [
        lead("Is the database slow?", PLACES.dataServices, "queryTimeByTable"),
        lead("Is an external API slow?", PLACES.searches, "apiTime"),
        lead("Is the language model slow?", PLACES.languageModel, "time"),
      ],
      eventLoopLag: [
        lead("Is the CPU used up?", PLACES.application, "cpu"),
        lead("Is it garbage collection?", PLACES.application, "collecting"),
      ],
      cpu: [lead("Is the container throttled?", PLACES.infrastructure, "throttled")],
      heap: [
        lead("How close is the container to its limit?", PLACES.infrastructure, "memoryShare"),
        lead("Is it memory outside the heap?", PLACES.application, "externalMemory"),
      ],
      collecting: [lead("Does the heap grow?", PLACES.application, "heap")],
      externalMemory: [
        lead("How close is the container to its limit?", PLACES.infrastructure, "memoryShare"),
      ],
      uptime: [lead("Why did a container terminate?", PLACES.infrastructure, "lastEnd")],
    },
    panels: {
      inFlight: lines({
        title: "Requests in Flight",
        description: inFlight.description,
        empty: AWAY,
        traces: [trace(inFlight, ({ pod }) => pod)],
      }),
      latencyByRoute: lines({
        title: "Latency by Route (p95)",
        description: latencyByRoute.description,
        empty: NO_REQUESTS,
        traces: [trace(latencyByRoute, ({ method, route }) => `${method} ${route}`)],
        levels: { raised: SLUGGISH, high: policies.HighAPILatency.limit },
      }),
      requestSize: lines({
        title: "Request Size",
        description: "How large the bodies of the users' requests are.",
        empty: NO_REQUESTS,
        traces: [
          trace(bodySize("request", 0.5), () => "p50"),
          trace(bodySize("request", 0.95), () => "p95"),
        ],
      }),
      responseSize: lines({
        title: "Response Size",
        description: "How large the bodies of the answers to users are.",
        empty: NO_REQUESTS,
        traces: [
          trace(bodySize("response", 0.5), () => "p50"),
          trace(bodySize("response", 0.95), () => "p95"),
        ],
      }),
      eventLoopLag: lines({
        title: "Event Loop Lag",
        description: `${eventLoopLag.description} Half are below p50.`,
        empty: AWAY,
        traces: [
          trace(eventLoopLag, ({ pod }) => `p99 ${pod}`),
          trace(usualEventLoopLag, ({ pod }) => `p50 ${pod}`),
        ],
        levels: { raised: RAISED_LAG, high: policies.EventLoopLagHigh.limit },
      }),
      cpu: lines({
        title: "CPU Usage",
        description: `${cpu.description} JavaScript uses a single core: near 100 %, requests wait for each other.`,
        empty: AWAY,
        traces: [trace(cpu, ({ pod }) => pod)],
      }),
      heap: lines({
        title: "JavaScript Heap",
        description: `${heapUsed.description} The upper line is the heap that they have reserved.`,
        empty: AWAY,
        traces: [
          trace(heapUsed, ({ pod }) => `used ${pod}`),
          trace(heapTotal, ({ pod }) => `taken ${pod}`),
        ],
      }),
      collecting: lines({
        title: "Garbage Collection (% of time)",
        description: `${collecting.description} Major collections take long once the heap is nearly full.`,
        empty: AWAY,
        traces: [trace(collecting, ({ kind, pod }) => `${kind} ${pod}`)],
        levels: { raised: RAISED_COLLECTING, high: MUCH_COLLECTING },
      }),
      externalMemory: lines({
        title: "Memory outside the JavaScript Heap",
        description: externalMemory.description,
        empty: AWAY,
        traces: [trace(externalMemory, ({ pod }) => pod)],
      }),
      openFiles: bars({
        title: "Open Files (% of limit)",
        description: filesOpen.description,
        empty: AWAY,
        trace: trace(filesOpen, ({ pod }) => pod),
        max: percent(100),
        levels: { raised: RAISED_FILES, high: MANY_FILES },
      }),
      handles: lines({
        title: "Open Handles",
        description: handles.description,
        empty: AWAY,
        traces: [trace(handles, ({ type }) => type)],
      }),
      versions: bars({
        title: "Running Versions",
        description: versions.description,
        empty: AWAY,
        trace: trace(versions, ({ version }) => version),
      }),
      uptime: bars({
        title: "Uptime",
        description: uptime.description,
        empty: AWAY,
        trace: trace(uptime, ({ pod }) => pod),
      }),
    },
  });
