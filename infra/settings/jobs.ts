import { JOBS } from "../../signals/promql/targets";
import type { Job } from "../../signals/promql/targets";
import type { StackConfig } from "./schema";

const THANOS_JOBS = ["thanos-sidecar", "thanos-store", "thanos-compact", "thanos-query"] as const;

/** The jobs that a stack's Prometheus scrapes: all but those of what its settings leave out. */
export function scrapedJobs({
  certificates,
  certManager,
  prometheus,
  grafana,
  thanos,
}: Pick<
  StackConfig,
  "certificates" | "certManager" | "prometheus" | "grafana" | "thanos"
>): readonly Job[] {
  const leftOut = new Set<Job>([
    ...(certificates.length > 0 ? [] : (["blackbox-exporter"] as const)),
    // One that is in the cluster already somebody else watches, and where it is nobody has said.
    ...(certManager === "install" ? [] : (["cert-manager"] as const)),
    ...(grafana.replicas > 0 ? [] : (["grafana"] as const)),
    ...(thanos ? [] : THANOS_JOBS),
    ...(prometheus.nodeMetrics ? [] : (["kubelet", "cadvisor"] as const)),
  ]);
  return JOBS.filter((job) => !leftOut.has(job));
}
