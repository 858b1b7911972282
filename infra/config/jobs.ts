import { JOBS } from "../promql/targets";
import type { Job } from "../promql/targets";
import type { StackConfig } from "./schema";

/** The jobs that a stack's Prometheus scrapes: all but those of what its settings leave out. */
export function scrapedJobs({
  certificates,
  prometheus,
  grafana,
}: Pick<StackConfig, "certificates" | "prometheus" | "grafana">): readonly Job[] {
  const leftOut = new Set<Job>([
    ...(certificates.length > 0 ? [] : (["blackbox-exporter"] as const)),
    ...(grafana.replicas > 0 ? [] : (["grafana"] as const)),
    ...(prometheus.nodeMetrics ? [] : (["kubelet", "cadvisor"] as const)),
  ]);
  return JOBS.filter((job) => !leftOut.has(job));
}
