import { eventually } from "../../tools/polling";
import { number } from "../clients/prometheus";
import { serveCertificate } from "../certificates";
import type { Drill, Undo } from "./drill";
import { crashing, scaled, withoutImage } from "./faults/kubernetes";
import { busy, greedy } from "./faults/process";
import { filling } from "./faults/volume";
import { ENDING_SOON, FILLING_SOON, STEADY_CPU } from "./settings";

const DAY_SECONDS = 24 * 60 * 60;

/** Resolves once a probe has seen it: the kubelet updates a changed Secret within about a minute. */
async function endingCertificate(): Promise<Undo> {
  await serveCertificate(5);
  await eventually("the website serves its new certificate", 180, async () => {
    const left = await number("min(probe_ssl_earliest_cert_expiry - time())");
    if (left > 6 * DAY_SECONDS) throw new Error(`It still has ${String(left)} s.`);
  });
  return () => serveCertificate();
}

const ALERTMANAGER = ["alertmanager", "/alertmanager"] as const;

/** The alerts on containers, volumes and certificates. */
export const infrastructureDrills: readonly Drill[] = [
  {
    alert: "HighMemoryUsage",
    fault: "a second program in a backend's container takes 370 MiB",
    reads: ["backend's containers"],
    // Together with the memory for many requests it would exceed the limit, and the container would be killed.
    uses: ["few requests", "no flood"],
    disturbs: ["backend's containers"],
    cause: () => greedy(370),
  },
  {
    alert: "HighCPUUsage",
    fault: "a second program in a backend's container computes without end",
    reads: ["backend's containers"],
    disturbs: ["backend's containers", "event loop", "processor"],
    settings: STEADY_CPU,
    cause: busy,
  },
  {
    alert: "DiskSpaceLow",
    fault: "Alertmanager's volume is filled to 95 %",
    reads: ["Alertmanager's volume"],
    disturbs: ["Alertmanager's volume"],
    cause: () => filling(...ALERTMANAGER, { free: 0.05 }),
  },
  {
    alert: "VolumeFilling",
    fault: "Alertmanager's volume is filled to 75 % within three minutes",
    reads: ["Alertmanager's volume"],
    disturbs: ["Alertmanager's volume"],
    settings: FILLING_SOON,
    cause: () => filling(...ALERTMANAGER, { free: 0.25, seconds: 180 }),
  },
  {
    alert: "PodCrashLooping",
    fault: "a container is killed each time it starts",
    reads: ["kube-state-metrics"],
    disturbs: [],
    lingers: ["blackbox-exporter", "targets"],
    cause: () => Promise.resolve(crashing("blackbox-exporter", "monitoring")),
  },
  {
    alert: "SiteUnreachable",
    fault: "no pod of the website is left",
    reads: ["blackbox-exporter"],
    disturbs: ["blackbox-exporter"],
    cause: () => scaled("deployment/website", "receivers", 0),
  },
  {
    alert: "WorkloadDegraded",
    fault: "the blackbox exporter is deployed with an image that does not exist",
    severity: "warning",
    // Its old pod keeps running, because no new one becomes Ready.
    reads: ["kube-state-metrics", "blackbox-exporter"],
    disturbs: [],
    lingers: ["targets"],
    cause: () => withoutImage("blackbox-exporter", "monitoring"),
  },
  {
    alert: "CertificateExpiring",
    fault: "the website serves a certificate that expires in five days",
    reads: ["blackbox-exporter"],
    disturbs: [],
    settings: ENDING_SOON,
    cause: endingCertificate,
  },
];
