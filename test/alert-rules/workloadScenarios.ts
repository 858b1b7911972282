import type { Scenario } from "./scenario";

type Kind = "deployment" | "statefulset";

interface Numbers {
  readonly asked: string;
  readonly ready: string;
  readonly updated?: string;
  readonly unavailable?: string;
}

const KSM = 'job="kube-state-metrics",instance="10.0.0.1:8080"';
const SCRAPES = { interval: "15s" } as const;

/** A constant value for the length of the scenarios, a hundred minutes. */
const always = (value: number) => `${String(value)}x400`;
const repeated = (values: string, times: number) =>
  Array.from({ length: times }, () => values).join(" ");

/** The series of one workload every 15 seconds, the scrape interval of kube-state-metrics. */
function workload(kind: Kind, namespace: string, name: string, numbers: Numbers) {
  const { asked, ready, updated = asked, unavailable = always(0) } = numbers;
  const series = (metric: string) =>
    `kube_${metric}{${KSM},namespace="${namespace}",${kind}="${name}"}`;
  return kind === "deployment"
    ? {
        [series("deployment_spec_replicas")]: asked,
        [series("deployment_status_replicas_available")]: ready,
        [series("deployment_status_replicas_unavailable")]: unavailable,
        [series("deployment_status_replicas_updated")]: updated,
      }
    : {
        [series("statefulset_replicas")]: asked,
        [series("statefulset_status_replicas_ready")]: ready,
        [series("statefulset_status_replicas_updated")]: updated,
      };
}

const pod = (metric: string, namespace: string, name: string, more = "") =>
  `kube_pod_${metric}{${KSM},namespace="${namespace}",pod="${name}"${more}}`;
const waiting = (namespace: string, name: string, reason: string) =>
  pod("container_status_waiting_reason", namespace, name, `,container="c",reason="${reason}"`);

const told = (severity: "warning" | "critical") => (namespace: string, name: string) => ({
  namespace,
  workload: name,
  severity,
});
const some = told("warning");
const none = told("critical");

/** Nine pods are replaced one after another, each of which takes this many seconds. */
function rollout(seconds: number) {
  const scrapes = String(seconds / 15 - 1);
  const updated = Array.from({ length: 9 }, (_, done) => `${String(done)}x${scrapes}`);
  return workload("deployment", "autodealgenie", "backend", {
    asked: always(9),
    ready: `9x39 ${repeated(`8x${scrapes}`, 9)} 9x300`,
    updated: `9x39 ${updated.join(" ")} 9x300`,
    unavailable: `0x39 ${repeated(`1x${scrapes}`, 9)} 0x300`,
  });
}

/** From three pods to nine, one every five minutes, each of which takes a minute until it is ready. */
const STEPS = Array.from({ length: 7 }, (_, step) => `${String(3 + step)}x19`).join(" ");

const fires: readonly Scenario[] = [
  {
    title: "fires if one of two Prometheus servers is unschedulable",
    series: {
      ...workload("statefulset", "monitoring", "prometheus", {
        asked: always(2),
        ready: always(1),
      }),
      [pod("status_unschedulable", "monitoring", "prometheus-1")]: always(1),
      // Pods of other workloads whose names have the same prefix.
      [pod("status_unschedulable", "monitoring", "prometheus-shard-1-0")]: always(1),
      [pod("status_unschedulable", "autodealgenie", "prometheus-1")]: always(1),
    },
    at: "22m",
    fires: [some("monitoring", "prometheus")],
    says: {
      summary: "Workload prometheus does not run as declared.",
      description:
        "Pods of monitoring/prometheus: 2 requested, 1 ready, 2 up to date; waiting are prometheus-1 (Unschedulable).",
    },
  },
  {
    title: "fires if one of three Alertmanagers is missing",
    series: workload("statefulset", "monitoring", "alertmanager", {
      asked: always(3),
      ready: "3x40 2x360",
    }),
    at: "45m",
    fires: [some("monitoring", "alertmanager")],
  },
  {
    title: "fires if one of nine backend pods cannot pull its image",
    series: {
      ...workload("deployment", "autodealgenie", "backend", {
        asked: always(9),
        ready: always(8),
        unavailable: always(1),
      }),
      [waiting("autodealgenie", "backend-5f4b8-x2x7k", "ImagePullBackOff")]: always(1),
    },
    at: "22m",
    fires: [some("autodealgenie", "backend")],
    says: {
      summary: "Workload backend does not run as declared.",
      description:
        "Pods of autodealgenie/backend: 9 requested, 8 ready, 9 up to date; waiting are backend-5f4b8-x2x7k (ImagePullBackOff).",
    },
  },
  {
    title: "fires if a quota prevents pods from being created, so none is waiting",
    series: workload("deployment", "autodealgenie", "backend", {
      asked: always(9),
      ready: always(6),
      updated: always(6),
    }),
    at: "22m",
    fires: [some("autodealgenie", "backend")],
  },
  {
    title: "fires for a rollout whose new pod never becomes ready while the old one keeps running",
    series: workload("deployment", "monitoring", "redis-exporter", {
      asked: always(1),
      ready: always(1),
      unavailable: always(1),
    }),
    at: "22m",
    fires: [some("monitoring", "redis-exporter")],
  },
  {
    title: "fires for a rollout that is stuck at three of nine pods",
    series: workload("deployment", "autodealgenie", "backend", {
      asked: always(9),
      ready: always(9),
      updated: "9x10 1x4 2x4 3x380",
    }),
    at: "40m",
    fires: [some("autodealgenie", "backend")],
  },
  {
    title: "fires for a StatefulSet's rollout that is stuck",
    series: workload("statefulset", "monitoring", "alertmanager", {
      asked: always(3),
      ready: always(3),
      updated: "3x10 1x380",
    }),
    at: "40m",
    fires: [some("monitoring", "alertmanager")],
  },
  {
    title: "fires for a rollout that Kubernetes has given up on",
    series: Object.fromEntries(
      (["true", "false"] as const).map((status) => [
        `kube_deployment_status_condition{${KSM},namespace="monitoring",deployment="thanos-query",condition="Progressing",status="${status}"}`,
        always(status === "false" ? 1 : 0),
      ]),
    ),
    at: "22m",
    fires: [some("monitoring", "thanos-query")],
  },
  {
    title: "fires if the only pod is ready just two fifths of the time",
    series: workload("statefulset", "monitoring", "grafana", {
      asked: always(1),
      ready: repeated("0 0 0 1 1", 80),
    }),
    at: "50m",
    fires: [some("monitoring", "grafana")],
  },
  {
    title: "also pages if no Grafana pod is ready",
    series: {
      ...workload("statefulset", "monitoring", "grafana", { asked: always(1), ready: always(0) }),
      [waiting("monitoring", "grafana-0", "CreateContainerConfigError")]: always(1),
    },
    at: "22m",
    fires: [some("monitoring", "grafana"), none("monitoring", "grafana")],
  },
  ...(
    [
      ["deployment", "kube-state-metrics", 1],
      ["deployment", "blackbox-exporter", 2],
      ["statefulset", "prometheus", 2],
      ["statefulset", "thanos-store", 1],
    ] as const
  ).map(([kind, name, asked]): Omit<Scenario, "interval"> => ({
    title: `also pages if no pod of ${name} is ready`,
    series: workload(kind, "monitoring", name, {
      asked: always(asked),
      ready: `${String(asked)}x20 0x380`,
    }),
    at: "30m",
    fires: [some("monitoring", name), none("monitoring", name)],
  })),
  ...(["0x35 2x3", "0x17 2x1", "0x43 _x3", "0x38 stale _"] as const).flatMap((turn) =>
    (["50m", "55m", "58m"] as const).map((at) => ({
      title: `keeps paging if pods are ready only briefly or samples are missing: ${turn}, repeated, at ${at}`,
      series: workload("statefulset", "monitoring", "grafana", {
        asked: always(2),
        ready: repeated(turn, 12),
      }),
      at,
      fires: [some("monitoring", "grafana"), none("monitoring", "grafana")],
    })),
  ),
  ...(
    [
      ["deployment", "autodealgenie", "backend", 9],
      ["statefulset", "autodealgenie", "postgres", 1],
      ["statefulset", "autodealgenie", "redis", 1],
      ["deployment", "monitoring", "postgres-exporter", 2],
      ["deployment", "monitoring", "redis-exporter", 1],
    ] as const
  ).map(([kind, namespace, name, asked]): Omit<Scenario, "interval"> => ({
    title: `does not page if no pod of ${name} is ready, because another alert does`,
    series: workload(kind, namespace, name, { asked: always(asked), ready: always(0) }),
    at: "60m",
    fires: [some(namespace, name)],
  })),
];

const quiet: readonly Omit<Scenario, "fires">[] = [
  ...([30, 45] as const).flatMap((seconds) =>
    (["14m", "17m", "20m", "25m"] as const).map((at) => ({
      title: `stays quiet during a rollout of nine pods, ${String(seconds)} seconds each, at ${at}`,
      series: rollout(seconds),
      at,
    })),
  ),
  ...(["20m", "30m", "35m"] as const).map((at) => ({
    title: `stays quiet while one more pod is requested every five minutes, at ${at}`,
    series: workload("deployment", "autodealgenie", "backend", {
      asked: STEPS,
      ready: `3x3 ${STEPS}`,
    }),
    at,
  })),
  {
    title: "stays quiet if a server was down for fourteen minutes",
    case: "just below the limit",
    series: workload("statefulset", "monitoring", "prometheus", {
      asked: always(2),
      ready: "2x40 1x55 2x300",
    }),
    at: "30m",
  },
  ...(["14m", "18m", "22m", "26m"] as const).map((at) => ({
    title: `stays quiet if two servers are down one after the other, seven minutes each, at ${at}`,
    series: workload("statefulset", "monitoring", "prometheus", {
      asked: always(2),
      ready: "2x20 1x55 2x300",
      updated: "2x20 0x27 1x27 2x300",
    }),
    at,
  })),
  {
    title: "stays quiet if no replicas are requested",
    series: workload("statefulset", "monitoring", "grafana", {
      asked: always(0),
      ready: always(0),
    }),
    at: "60m",
  },
  {
    title: "stays quiet about a completed Job, whose pods belong to no workload",
    series: {
      [pod("status_phase", "monitoring", "backup-grafana-29-x2x7k", ',phase="Succeeded"')]:
        always(1),
    },
    at: "60m",
  },
  {
    title: "stays quiet about workloads in other namespaces",
    series: workload("deployment", "shop", "checkout", { asked: always(3), ready: always(0) }),
    at: "60m",
  },
];

export const workloadDegraded: readonly Scenario[] = [
  ...fires.map((scenario) => ({ ...scenario, ...SCRAPES })),
  ...quiet.map((scenario) => ({ ...scenario, ...SCRAPES, fires: [] })),
];
