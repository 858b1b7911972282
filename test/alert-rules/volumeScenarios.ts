import { comingAndGoing } from "./comingAndGoing";
import type { Scenario } from "./scenario";

const VOLUME = { namespace: "monitoring", persistentvolumeclaim: "data-prometheus-0" };
const volume = (metric: string, node = "node-1") =>
  `kubelet_volume_stats_${metric}{job="kubelet",instance="${node}",namespace="monitoring",persistentvolumeclaim="data-prometheus-0"}`;
const AVAILABLE = volume("available_bytes");
const CAPACITY = volume("capacity_bytes");

export const diskSpaceLow: readonly Scenario[] = [
  ...comingAndGoing({
    series: AVAILABLE,
    bad: 40,
    good: 300,
    beside: { [CAPACITY]: 1000 },
    fires: VOLUME,
  }),
  {
    title: "fires below a tenth",
    series: { [AVAILABLE]: "90x10", [CAPACITY]: "1000x10" },
    at: "6m",
    fires: [VOLUME],
    says: {
      summary: "Volume data-prometheus-0 is almost full.",
      description:
        "Only 9% of volume monitoring/data-prometheus-0 is free; the limit is 10%. What writes to it fails when it is full.",
    },
  },
  {
    title: "fires when it is full",
    series: { [AVAILABLE]: "0x10", [CAPACITY]: "1000x10" },
    at: "6m",
    fires: [VOLUME],
  },
  {
    title: "stays quiet at exactly a tenth",
    case: "just below the limit",
    series: { [AVAILABLE]: "100x10", [CAPACITY]: "1000x10" },
    at: "10m",
    fires: [],
  },
  {
    title: "waits five minutes",
    series: { [AVAILABLE]: "90x10", [CAPACITY]: "1000x10" },
    at: "4m",
    fires: [],
  },
  {
    title: "goes on as the same alert when its pod moves to another node",
    series: {
      [AVAILABLE]: "90x3 stale",
      [CAPACITY]: "1000x3 stale",
      [volume("available_bytes", "node-2")]: "_x3 90x10",
      [volume("capacity_bytes", "node-2")]: "_x3 1000x10",
    },
    at: "6m",
    fires: [VOLUME],
  },
];

const EVERY_5_MINUTES = { interval: "5m" } as const;

// Samples are five minutes apart: `-300` each is a byte each second, so that bytes left are seconds left.
export const volumeFilling: readonly Scenario[] = [
  {
    ...EVERY_5_MINUTES,
    title: "fires days before the volume is full",
    series: { [AVAILABLE]: "200000-300x60", [CAPACITY]: "1000000x60" },
    at: "3h",
    fires: [VOLUME],
    says: {
      summary: "Volume data-prometheus-0 is filling up.",
      description:
        "If it goes on as it lately did, volume monitoring/data-prometheus-0 is full in 2d 4h 33m 20s.",
    },
  },
  {
    ...EVERY_5_MINUTES,
    title: "stays quiet while it would last for more than four days",
    case: "just below the limit",
    series: { [AVAILABLE]: "360000-300x60", [CAPACITY]: "1000000x60" },
    at: "3h",
    fires: [],
  },
  {
    ...EVERY_5_MINUTES,
    title: "stays quiet while more than half of it is left",
    series: { [AVAILABLE]: "200000-300x60", [CAPACITY]: "300000x60" },
    at: "3h",
    fires: [],
  },
  {
    ...EVERY_5_MINUTES,
    title: "stays quiet while nobody writes to it",
    case: "no traffic",
    series: { [AVAILABLE]: "200000x60", [CAPACITY]: "1000000x60" },
    at: "3h",
    fires: [],
  },
  {
    ...EVERY_5_MINUTES,
    title: "stays quiet while it is being emptied",
    series: { [AVAILABLE]: "200000+300x60", [CAPACITY]: "1000000x60" },
    at: "3h",
    fires: [],
  },
  {
    ...EVERY_5_MINUTES,
    title: "stays quiet where what is written is cleared away time and again",
    series: {
      [AVAILABLE]: Array.from({ length: 20 }, () => "200000-10000x4").join(" "),
      [CAPACITY]: "1000000x110",
    },
    at: "8h",
    fires: [],
  },
  {
    ...EVERY_5_MINUTES,
    title: "stays quiet after something was written once",
    series: { [AVAILABLE]: "300000x3 290000x60", [CAPACITY]: "1000000x65" },
    at: "3h",
    fires: [],
  },
  {
    ...EVERY_5_MINUTES,
    title: "waits an hour",
    series: { [AVAILABLE]: "200000-300x60", [CAPACITY]: "1000000x60" },
    at: "1h",
    fires: [],
  },
];
