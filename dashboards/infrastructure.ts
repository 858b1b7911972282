import { certificateLeft, probeSuccess, probeTime } from "../signals/certificates";
import { cpuShare, cpuUse, memoryShare, memoryUse, throttledShare } from "../signals/containers";
import { PLACES } from "../signals/places";
import {
  allContainers,
  crashLooping,
  lastEnd,
  podPhases,
  readyContainers,
  restarts,
} from "../signals/pods";
import { untilFull, volumeFree, volumeFreeBytes, volumeFreeFiles } from "../signals/volumes";
import { missingPods } from "../signals/workloads";
import { count } from "../signals/promql/units";
import type { DashboardContext } from "./context";
import { bars, dashboard, lines, trace } from "./grafana";

const NO_CADVISOR = "No node tells of its containers";
const NO_KUBELET = "No node tells of its volumes";
const NO_STATE = "kube-state-metrics is out of sight";
const NO_PROBES = "No address is probed";

const container = (labels: Readonly<Record<"pod" | "container", string>>) =>
  `${labels.pod} ${labels.container}`;
const volume = (labels: Readonly<Record<"namespace" | "persistentvolumeclaim", string>>) =>
  `${labels.namespace}/${labels.persistentvolumeclaim}`;

export const infrastructure = (context: DashboardContext) =>
  dashboard(PLACES.infrastructure, {
    title: "Infrastructure",
    description:
      "The containers, volumes and certificates of the application and of its monitoring.",
    tags: ["infrastructure"],
    instancesOf: "cadvisor",
    refresh: "30s",
    from: "now-6h",
    rows: [
      ["memoryShare", "cpuShare"],
      ["memory", "cpu", "throttled"],
      ["readyContainers", "podPhases", "missingPods"],
      ["restarts", "crashLooping", "lastEnd"],
      ["volumeFree", "untilFull"],
      ["volumeBytes", "volumeFiles"],
      ["certificates", "probes", "probeTime"],
    ],
    panels: {
      ...containerPanels(context),
      ...podPanels(),
      ...volumePanels(context),
      ...certificatePanels(context),
    },
  });

function containerPanels({ policies }: DashboardContext) {
  return {
    memoryShare: lines({
      title: "Memory of the Limit",
      description: memoryShare.description,
      empty: NO_CADVISOR,
      traces: [trace(memoryShare, container)],
      levels: { high: policies.HighMemoryUsage.limit },
    }),
    cpuShare: lines({
      title: "CPU of the Limit",
      description: cpuShare.description,
      empty: "No container has a CPU limit",
      traces: [trace(cpuShare, container)],
      levels: { high: policies.HighCPUUsage.limit },
    }),
    memory: lines({
      title: "Memory",
      description: memoryUse.description,
      empty: NO_CADVISOR,
      traces: [trace(memoryUse, container)],
    }),
    cpu: lines({
      title: "CPU (cores)",
      description: cpuUse.description,
      empty: NO_CADVISOR,
      traces: [trace(cpuUse, container)],
    }),
    throttled: lines({
      title: "Throttled by the CPU Limit",
      description: throttledShare.description,
      empty: "No container has a CPU limit",
      traces: [trace(throttledShare, container)],
    }),
  };
}

function podPanels() {
  return {
    readyContainers: lines({
      title: "Containers Ready",
      description: `${readyContainers.description} The other line is of all there are.`,
      empty: NO_STATE,
      traces: [
        trace(readyContainers, ({ namespace }) => `${namespace}: ready`),
        trace(allContainers, ({ namespace }) => `${namespace}: all`),
      ],
    }),
    podPhases: lines({
      title: "Pods by Phase",
      description: podPhases.description,
      empty: NO_STATE,
      traces: [trace(podPhases, ({ namespace, phase }) => `${namespace}: ${phase}`)],
    }),
    missingPods: lines({
      title: "Pods that Are Missing",
      description: missingPods.description,
      empty: NO_STATE,
      traces: [trace(missingPods, ({ namespace, workload }) => `${namespace}/${workload}`)],
      levels: { high: count(1) },
    }),
    restarts: lines({
      title: "Restarts",
      description: restarts.description,
      empty: "No container was restarted",
      traces: [trace(restarts, container)],
    }),
    crashLooping: lines({
      title: "Crash Loops",
      description: crashLooping.description,
      empty: "No container ends again and again",
      traces: [trace(crashLooping, container)],
      levels: { high: count(1) },
    }),
    lastEnd: bars({
      title: "Why Containers Ended",
      description: lastEnd.description,
      empty: "No container has ended before",
      trace: trace(lastEnd, (labels) => `${container(labels)}: ${labels.reason}`),
    }),
  };
}

function volumePanels({ policies }: DashboardContext) {
  return {
    volumeFree: lines({
      title: "Space Left on Volumes",
      description: volumeFree.description,
      empty: NO_KUBELET,
      traces: [trace(volumeFree, volume)],
      levels: { low: policies.DiskSpaceLow.limit },
    }),
    untilFull: lines({
      title: "Time until Volumes are Full",
      description: untilFull(policies.VolumeFilling.window).description,
      empty: "No volume fills up",
      traces: [trace(untilFull(policies.VolumeFilling.window), volume)],
      levels: { low: policies.VolumeFilling.limit },
    }),
    volumeBytes: lines({
      title: "Bytes Left on Volumes",
      description: volumeFreeBytes.description,
      empty: NO_KUBELET,
      traces: [trace(volumeFreeBytes, volume)],
    }),
    volumeFiles: lines({
      title: "Files Left on Volumes",
      description: volumeFreeFiles.description,
      empty: "No volume has a limit of files",
      traces: [trace(volumeFreeFiles, volume)],
      levels: { low: policies.DiskSpaceLow.limit },
    }),
  };
}

function certificatePanels({ policies }: DashboardContext) {
  return {
    certificates: bars({
      title: "Certificates Valid for",
      description: certificateLeft.description,
      empty: NO_PROBES,
      trace: trace(certificateLeft, ({ instance }) => instance),
      levels: { low: policies.CertificateExpiring.limit },
    }),
    probes: lines({
      title: "Addresses that Answer",
      description: probeSuccess.description,
      empty: NO_PROBES,
      traces: [trace(probeSuccess, ({ instance }) => instance)],
    }),
    probeTime: lines({
      title: "Time to Answer a Probe",
      description: probeTime.description,
      empty: NO_PROBES,
      traces: [trace(probeTime, ({ instance }) => instance)],
    }),
  };
}
