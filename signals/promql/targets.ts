import { OPEN } from "../../service/metrics/define";

/**
 * Everything that Prometheus scrapes, by its `job`: the name of the Service that a ServiceMonitor selects, or
 * what of the nodes is read.
 */
export const JOBS = [
  "backend",
  "postgres-exporter",
  "redis-exporter",
  "prometheus",
  "alertmanager",
  "grafana",
  "kube-state-metrics",
  "blackbox-exporter",
  "thanos-sidecar",
  "thanos-store",
  "thanos-compact",
  "thanos-query",
  "cert-manager",
  "kubelet",
  "cadvisor",
] as const;
export type Job = (typeof JOBS)[number];

/**
 * The labels that our scrape configuration puts on every series, with the values they can take. They name the
 * target; where it tells of others, as a node does of its pods, `namespace`, `pod` and `container` name those.
 */
export const TARGET_LABELS = {
  job: JOBS,
  instance: OPEN,
  namespace: OPEN,
  service: OPEN,
  pod: OPEN,
  container: OPEN,
  endpoint: OPEN,
  environment: OPEN,
} as const;
export type TargetLabels = typeof TARGET_LABELS;
export type TargetLabel = keyof TargetLabels;
