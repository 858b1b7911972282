import type { Times } from "../rendered-config/times";
import {
  cronJobMetrics,
  kubeStateMetrics,
  workloadMetrics,
} from "../../signals/exporters/kubeStateMetrics";
import { exporterServer } from "../kubernetes/exporter";
import { accessIn } from "../kubernetes/access";
import { DEFAULT_NAMESPACES, type Namespaces } from "../objects/names";
import type { Egress } from "../kubernetes/network/egress";
import type { Server } from "../kubernetes/server";
import { toolkitTls } from "../kubernetes/tls/server";

export interface KubeStateMetricsArgs {
  /** @default monitoring and autodealgenie */
  readonly namespaces?: Namespaces;
  readonly image: string;
  /** Whether there are CronJobs to report. */
  readonly cronJobs: boolean;
  readonly apiServer: Egress;
  readonly times: Times;
}

/**
 * kube-state-metrics, limited by its flags and its permissions to the pods of the two namespaces, their workloads, and CronJobs
 * if there are any.
 */
export function kubeStateMetricsServer(args: KubeStateMetricsArgs): Server {
  const { image, cronJobs, times, namespaces = DEFAULT_NAMESPACES } = args;
  const both = [namespaces.monitoring, namespaces.application];
  const metrics = { ...kubeStateMetrics, ...workloadMetrics, ...(cronJobs && cronJobMetrics) };
  return exporterServer({
    namespace: namespaces.monitoring,
    type: "KubeStateMetrics",
    tls: toolkitTls("--tls-config"),
    name: "kube-state-metrics",
    image,
    port: 8080,
    // nobody
    uid: 65534,
    ownPage: "/healthz",
    args: [
      "--port=8080",
      `--resources=${cronJobs ? "cronjobs," : ""}deployments,pods,statefulsets`,
      `--namespaces=${both.join(",")}`,
      `--metric-allowlist=${Object.keys(metrics).join(",")}`,
    ],
    egress: [args.apiServer],
    rights: (server) =>
      // It lists each kind in each namespace that it watches.
      both.flatMap((namespace) => [
        ...accessIn(namespace, server, "pods", [
          { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] },
        ]),
        ...accessIn(namespace, server, "workloads", [
          {
            apiGroups: ["apps"],
            resources: ["deployments", "statefulsets"],
            verbs: ["list", "watch"],
          },
        ]),
        ...(cronJobs
          ? accessIn(namespace, server, "cronjobs", [
              { apiGroups: ["batch"], resources: ["cronjobs"], verbs: ["list", "watch"] },
            ])
          : []),
      ]),
    endpoints: [
      {
        // Its series have the labels of the pods that they describe.
        honorLabels: true,
        // A series about a whole pod has no container label: it must not get that of kube-state-metrics itself.
        relabelings: [{ action: "labeldrop", regex: "container" }],
        // It differs for each pod, which the pod's name identifies already.
        metricRelabelings: [{ action: "labeldrop", regex: "uid" }],
      },
    ],
    times,
  });
}
