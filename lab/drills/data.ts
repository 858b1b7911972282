import { eventually } from "../ask/eventually";
import { number } from "../ask/prometheus";
import { serveCertificate } from "../certificates";
import { together } from "./background";
import type { Drill, Undo } from "./drill";
import { crashing, scaled } from "./faults/kubernetes";
import { heldConnections, lockedTables, slowStatements } from "./faults/postgres";
import { busy, greedy } from "./faults/process";
import { filled, misses } from "./faults/redis";
import { looking } from "./faults/requests";
import { filling } from "./faults/volume";
import { ADJUSTED } from "./settings";

const DAY_SECONDS = 24 * 60 * 60;

/** It is there once it has been seen: the kubelet brings a changed Secret within a minute or so. */
async function endingCertificate(): Promise<Undo> {
  await serveCertificate(5);
  await eventually("the website shows its new certificate", 180, async () => {
    const left = await number("min(probe_ssl_earliest_cert_expiry - time())");
    if (left > 6 * DAY_SECONDS) throw new Error(`It still has ${String(left)} s.`);
  });
  return () => serveCertificate();
}

const ALERTMANAGER = ["alertmanager", "/alertmanager"] as const;

/** The alerts on what the application stands on. */
export const dataDrills: readonly Drill[] = [
  {
    alert: "DatabaseDown",
    fault: "PostgreSQL is stopped",
    takes: ["PostgreSQL", "its answers", "its people", "language model", "vehicle API"],
    cause: () => scaled("statefulset/postgres", "autodealgenie", 0),
  },
  {
    alert: "DatabaseConnectionPoolHigh",
    fault: "something holds connections to PostgreSQL until 90 are open",
    takes: ["PostgreSQL", "language model", "vehicle API"],
    cause: () => heldConnections(90),
  },
  {
    alert: "DatabasePoolWaiting",
    fault: "a migration holds its locks while people look at their deals",
    takes: [
      "PostgreSQL",
      "its answers",
      "its people",
      "language model",
      "vehicle API",
      "processor",
    ],
    cause: async () => {
      const people = await looking(60);
      return together(people, lockedTables(["deals"], 5));
    },
  },
  {
    alert: "SlowQueries",
    fault: "twenty sessions ask for what takes five seconds",
    // People's many quick statements would make the mean small.
    takes: ["PostgreSQL", "its people", "language model", "vehicle API"],
    cause: () => Promise.resolve(slowStatements(20, 5)),
  },
  {
    alert: "RedisDown",
    fault: "Redis is stopped",
    takes: ["Redis", "its answers", "its people", "language model", "vehicle API"],
    cause: () => scaled("statefulset/redis", "autodealgenie", 0),
  },
  {
    alert: "LowCacheHitRate",
    fault: "somebody asks Redis for keys that it has not, 50 a second",
    takes: ["Redis"],
    cause: () => Promise.resolve(misses(50)),
  },
  {
    alert: "HighRedisMemoryUsage",
    fault: "Redis is filled up",
    takes: ["Redis", "its answers"],
    cause: filled,
  },
  {
    alert: "HighMemoryUsage",
    fault: "a second program in a backend's container takes 370 MiB",
    takes: ["backend"],
    cause: () => greedy(370),
  },
  {
    alert: "HighCPUUsage",
    fault: "a second program in a backend's container computes without end",
    takes: ["backend", "processor"],
    settings: ADJUSTED,
    cause: busy,
  },
  {
    alert: "DiskSpaceLow",
    fault: "Alertmanager's volume is filled to 95 %",
    takes: ["Alertmanager's volume", "Alertmanager"],
    cause: () => filling(...ALERTMANAGER, { free: 0.05 }),
  },
  {
    alert: "VolumeFilling",
    fault: "Alertmanager's volume is filled to 75 % within three minutes",
    takes: ["Alertmanager's volume"],
    settings: ADJUSTED,
    cause: () => filling(...ALERTMANAGER, { free: 0.25, seconds: 180 }),
  },
  {
    alert: "PodCrashLooping",
    fault: "a container is killed as often as it starts",
    takes: ["blackbox-exporter", "kube-state-metrics", "targets"],
    cause: () => Promise.resolve(crashing("blackbox-exporter", "monitoring")),
  },
  {
    alert: "CertificateExpiring",
    fault: "the website shows a certificate that ends in five days",
    takes: ["blackbox-exporter"],
    settings: ADJUSTED,
    cause: endingCertificate,
  },
];
