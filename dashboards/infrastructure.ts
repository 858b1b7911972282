import { certificateLeft, probeSuccess, probeTime } from "../signals/certificates";
import {
  cpuOfRequest,
  cpuShare,
  cpuUse,
  HIGH_THROTTLING,
  memoryOfRequest,
  memoryShare,
  memoryUse,
  RAISED_THROTTLING,
  throttledShare,
} from "../signals/containers";
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
import { lead } from "./leads";
import { bars, dashboard, lines, trace } from "./grafana";

const NO_CADVISOR = "No kubelet reports containers";
const NO_KUBELET = "No kubelet reports volumes";
const NO_STATE = "Prometheus cannot scrape kube-state-metrics";
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
      {
        title: "Workloads",
        rows: [
          ["missingPods", "crashLooping"],
          ["restarts", "lastEnd"],
        ],
      },
      {
        title: "Containers: utilization and saturation",
        rows: [
          ["memoryShare", "cpuShare"],
          ["memory", "cpu"],
          ["memoryOfRequest", "cpuOfRequest"],
          ["throttled", "readyContainers", "podPhases"],
        ],
      },
      {
        title: "Volumes",
        rows: [["volumeFree", "untilFull"], ["volumeFiles"]],
      },
      {
        title: "Addresses and certificates",
        rows: [["probes", "probeTime", "certificates"]],
      },
      { title: "Volumes: for experts", collapsed: true, rows: [["volumeBytes"]] },
    ],
    next: lead("Do users feel it?", PLACES.systemOverview, "errorRate"),
    leads: {
      memoryShare: [lead("Was it killed for it?", PLACES.infrastructure, "lastEnd")],
      cpuShare: [lead("Is it throttled?", PLACES.infrastructure, "throttled")],
      memoryOfRequest: [lead("How close is the limit?", PLACES.infrastructure, "memoryShare")],
      cpuOfRequest: [lead("How close is the limit?", PLACES.infrastructure, "cpuShare")],
      throttled: [lead("Do requests take longer?", PLACES.systemOverview, "latency")],
      missingPods: [lead("Does a container crash?", PLACES.infrastructure, "crashLooping")],
      crashLooping: [lead("Why did it terminate?", PLACES.infrastructure, "lastEnd")],
      restarts: [lead("Why did it terminate?", PLACES.infrastructure, "lastEnd")],
      lastEnd: [lead("Was its memory used up?", PLACES.infrastructure, "memoryShare")],
      volumeFree: [lead("When is it full?", PLACES.infrastructure, "untilFull")],
      untilFull: [lead("How much is left?", PLACES.infrastructure, "volumeBytes")],
      probes: [lead("How long do answers take?", PLACES.infrastructure, "probeTime")],
    },
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
      title: "Memory Usage (% of limit)",
      description: memoryShare.description,
      empty: NO_CADVISOR,
      traces: [trace(memoryShare, container)],
      levels: { high: policies.HighMemoryUsage.limit },
    }),
    cpuShare: lines({
      title: "CPU Usage (% of limit)",
      description: cpuShare.description,
      empty: "No container has a CPU limit",
      traces: [trace(cpuShare, container)],
      levels: { high: policies.HighCPUUsage.limit },
    }),
    memory: lines({
      title: "Memory Usage",
      description: memoryUse.description,
      empty: NO_CADVISOR,
      traces: [trace(memoryUse, container)],
    }),
    cpu: lines({
      title: "CPU Usage (cores)",
      description: cpuUse.description,
      empty: NO_CADVISOR,
      traces: [trace(cpuUse, container)],
    }),
    memoryOfRequest: lines({
      title: "Memory Usage (% of request)",
      description: memoryOfRequest.description,
      empty: NO_CADVISOR,
      traces: [trace(memoryOfRequest, container)],
    }),
    cpuOfRequest: lines({
      title: "CPU Usage (% of request)",
      description: cpuOfRequest.description,
      empty: NO_CADVISOR,
      traces: [trace(cpuOfRequest, container)],
    }),
    throttled: lines({
      title: "CPU Throttling",
      description: throttledShare.description,
      empty: "No container has a CPU limit",
      traces: [trace(throttledShare, container)],
      levels: { raised: RAISED_THROTTLING, high: HIGH_THROTTLING },
    }),
  };
}

function podPanels() {
  return {
    readyContainers: lines({
      title: "Ready Containers",
      description: `${readyContainers.description} The other line counts all containers.`,
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
      title: "Missing Pods",
      description: missingPods.description,
      empty: NO_STATE,
      traces: [trace(missingPods, ({ namespace, workload }) => `${namespace}/${workload}`)],
      levels: { high: count(1) },
    }),
    restarts: lines({
      title: "Container Restarts",
      description: restarts.description,
      empty: "No container was restarted",
      traces: [trace(restarts, container)],
    }),
    crashLooping: lines({
      title: "Containers in CrashLoopBackOff",
      description: crashLooping.description,
      empty: "No container is in CrashLoopBackOff",
      traces: [trace(crashLooping, container)],
      levels: { high: count(1) },
    }),
    lastEnd: bars({
      title: "Last Termination Reason",
      description: lastEnd.description,
      empty: "No container has terminated",
      trace: trace(lastEnd, (labels) => `${container(labels)}: ${labels.reason}`),
    }),
  };
}

function volumePanels({ policies }: DashboardContext) {
  return {
    volumeFree: lines({
      title: "Volume Space Free",
      description: volumeFree.description,
      empty: NO_KUBELET,
      traces: [trace(volumeFree, volume)],
      levels: { low: policies.DiskSpaceLow.limit },
    }),
    untilFull: lines({
      title: "Predicted Time to Volume Full",
      description: untilFull(policies.VolumeFilling.window).description,
      empty: "No volume fills up",
      traces: [trace(untilFull(policies.VolumeFilling.window), volume)],
      levels: { low: policies.VolumeFilling.limit },
    }),
    volumeBytes: lines({
      title: "Volume Bytes Free",
      description: volumeFreeBytes.description,
      empty: NO_KUBELET,
      traces: [trace(volumeFreeBytes, volume)],
    }),
    volumeFiles: lines({
      title: "Volume Inodes Free",
      description: volumeFreeFiles.description,
      empty: "No volume has an inode limit",
      traces: [trace(volumeFreeFiles, volume)],
      levels: { low: policies.DiskSpaceLow.limit },
    }),
  };
}

function certificatePanels({ policies }: DashboardContext) {
  return {
    certificates: bars({
      title: "Certificate Expiry",
      description: certificateLeft.description,
      empty: NO_PROBES,
      trace: trace(certificateLeft, ({ instance }) => instance),
      levels: { low: policies.CertificateExpiring.limit },
    }),
    probes: lines({
      title: "Probe Success",
      description: probeSuccess.description,
      empty: NO_PROBES,
      traces: [trace(probeSuccess, ({ instance }) => instance)],
      levels: { low: count(1) },
    }),
    probeTime: lines({
      title: "Probe Duration",
      description: probeTime.description,
      empty: NO_PROBES,
      traces: [trace(probeTime, ({ instance }) => instance)],
    }),
  };
}
