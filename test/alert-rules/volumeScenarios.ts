import { comingAndGoing } from "./comingAndGoing";
import type { Scenario } from "./scenario";

const VOLUME = { namespace: "monitoring", persistentvolumeclaim: "data-prometheus-0" };
const volume = (metric: string, node = "node-1") =>
  `kubelet_volume_stats_${metric}{job="kubelet",instance="${node}",namespace="monitoring",persistentvolumeclaim="data-prometheus-0"}`;
const AVAILABLE = volume("available_bytes");
const CAPACITY = volume("capacity_bytes");
const FILES = volume("inodes");
const FILES_LEFT = volume("inodes_free");

export const diskSpaceLow: readonly Scenario[] = [
  ...comingAndGoing({
    series: AVAILABLE,
    bad: 40,
    good: 300,
    beside: { [CAPACITY]: 1000 },
    fires: VOLUME,
  }),
  {
    title: "fires if less than 10% is free",
    series: { [AVAILABLE]: "90x10", [CAPACITY]: "1000x10" },
    at: "6m",
    fires: [VOLUME],
    says: {
      summary: "Volume data-prometheus-0 is almost full.",
      description:
        "Only 9% of volume monitoring/data-prometheus-0 is free, 9% of its bytes; the limit is 10%. When it is full, writes to it fail.",
    },
  },
  {
    title: "fires if the volume is full",
    series: { [AVAILABLE]: "0x10", [CAPACITY]: "1000x10" },
    at: "6m",
    fires: [VOLUME],
  },
  {
    title: "stays quiet if exactly 10% is free",
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
    title: "remains the same alert when the pod moves to another node",
    series: {
      [AVAILABLE]: "90x3 stale",
      [CAPACITY]: "1000x3 stale",
      [volume("available_bytes", "node-2")]: "_x3 90x10",
      [volume("capacity_bytes", "node-2")]: "_x3 1000x10",
    },
    at: "6m",
    fires: [VOLUME],
  },
  {
    title: "fires if few inodes are free, however many bytes are free",
    series: {
      [AVAILABLE]: "600x10",
      [CAPACITY]: "1000x10",
      [FILES_LEFT]: "30x10",
      [FILES]: "1000x10",
    },
    at: "6m",
    fires: [VOLUME],
    says: {
      summary: "Volume data-prometheus-0 is almost full.",
      description:
        "Only 3% of volume monitoring/data-prometheus-0 is free, 60% of its bytes, 3% of its inodes; the limit is 10%. When it is full, writes to it fail.",
    },
  },
  {
    title: "fires once if both bytes and inodes run low",
    series: {
      [AVAILABLE]: "40x10",
      [CAPACITY]: "1000x10",
      [FILES_LEFT]: "0x10",
      [FILES]: "1000x10",
    },
    at: "6m",
    fires: [VOLUME],
  },
  {
    title: "stays quiet if exactly 10% of the inodes are free",
    series: {
      [AVAILABLE]: "600x10",
      [CAPACITY]: "1000x10",
      [FILES_LEFT]: "100x10",
      [FILES]: "1000x10",
    },
    at: "10m",
    fires: [],
  },
  {
    title: "stays quiet on a file system without an inode limit, such as btrfs, with 0 of 0 free",
    series: {
      [AVAILABLE]: "600x10",
      [CAPACITY]: "1000x10",
      [FILES_LEFT]: "0x10",
      [FILES]: "0x10",
    },
    at: "10m",
    fires: [],
  },
  {
    title: "stays quiet without inode metrics, as with NFS",
    series: { [AVAILABLE]: "600x10", [CAPACITY]: "1000x10" },
    at: "10m",
    fires: [],
  },
];

/** The free space of a volume of 100 bytes, sampled every minute, as the kubelet measures it. */
function free(of: (minute: number) => number, minutes = 12 * 60) {
  const samples = Array.from({ length: minutes + 1 }, (_, minute) => of(minute).toFixed(3));
  return { [AVAILABLE]: samples.join(" "), [CAPACITY]: `100x${String(minutes)}` };
}

/** Fills at a constant rate, in percent per hour. */
const steady = (from: number, pace: number) =>
  free((minute) => Math.max(0, from - (pace * minute) / 60));

/** Writes this much within some minutes, starting at a minute. */
const written = (from: number, size: number, { at = 60, within = 1 } = {}) =>
  free((minute) => from - size * Math.min(1, Math.max(0, (minute - at) / within)));

/** Writes this much in each period and then deletes it, except for a number of percent per hour that stays. */
const sawTooth = (from: number, size: number, period: number, stays = 0) =>
  free((minute) => from - (size * (minute % period)) / period - (stays * minute) / 60);

const fires = (title: string, series: Scenario["series"], at: Scenario["at"]): Scenario => ({
  title: `fires ${title}, at ${at}`,
  series,
  at,
  fires: [VOLUME],
});
const quiet = (title: string, series: Scenario["series"], times: readonly Scenario["at"][]) =>
  times.map((at): Scenario => ({
    title: `stays quiet ${title}, at ${at}`,
    series,
    at,
    fires: [],
  }));

export const volumeFilling: readonly Scenario[] = [
  {
    title: "fires days before the volume is full",
    series: steady(42, 0.5),
    at: "7h",
    fires: [VOLUME],
    says: {
      summary: "Volume data-prometheus-0 is filling up.",
      description:
        "At its recent rate, volume monitoring/data-prometheus-0 will be full in 3d 4h 59m 59s.",
    },
  },
  fires("hours before it is full, if it fills within a day", steady(60, 4), "375m"),
  fires("90 minutes before it is full, if it fills within five hours", steady(90, 20), "3h"),
  fires("half an hour before it is full, if it fills within two hours", steady(50, 30), "70m"),
  fires(
    "if data is written in bursts, one per hour",
    free((minute) => 45 - Math.floor(minute / 60)),
    "7h",
  ),
  fires("if little remains of what is written and deleted", sawTooth(45, 3, 25, 0.6), "7h"),
  fires("if a write-ahead log grows and is truncated meanwhile", sawTooth(45, 4, 120, 0.8), "8h"),
  {
    title: "stays quiet while the volume would take more than four days to fill",
    case: "just below the limit",
    series: steady(50, 0.45),
    at: "510m",
    fires: [],
  },
  ...quiet("while more than half of the volume is free", steady(90, 3), ["7h"]),
  {
    title: "stays quiet while nothing is written",
    case: "no traffic",
    series: steady(20, 0),
    at: "6h",
    fires: [],
  },
  ...quiet("while the volume is being emptied", steady(20, -2), ["6h"]),
  ...quiet("after a write of 5 % at 42 % free", written(42, 5), ["80m", "2h", "3h", "5h", "390m"]),
  ...quiet("after one write of 20 % within half an hour", written(45, 20, { within: 30 }), [
    "92m",
    "2h",
    "250m",
    "370m",
  ]),
  ...quiet("after one write of 10 % that took two hours", written(45, 10, { within: 120 }), [
    "3h",
    "255m",
    "5h",
    "6h",
    "7h",
  ]),
  ...quiet("if a log of 4 % is cleared every 25 minutes", sawTooth(20, 4, 25), ["7h", "545m"]),
  ...quiet("if a log of 8 % is cleared every 2 hours", sawTooth(30, 8, 120), [
    "479m",
    "9h",
    "690m",
  ]),
  ...quiet("if a log of 8 % is cleared out of step with the windows", sawTooth(30, 8, 115), [
    "450m",
    "570m",
    "11h",
  ]),
  ...quiet(
    "after a dump that was kept for two hours",
    free((minute) => (minute > 60 && minute < 180 ? 20 : 40)),
    ["90m", "3h", "6h"],
  ),
  {
    title: "waits until the volume has been filling for the whole window",
    series: steady(42, 0.5),
    at: "330m",
    fires: [],
  },
];
