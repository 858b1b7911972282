import type { Metric } from "../../service/metrics/define";
import { backend } from "../../service/metrics/catalog";
import { alertmanager } from "./alertmanager";
import { blackbox } from "./blackbox";
import { cadvisor } from "./cadvisor";
import { certManager } from "./certManager";
import { kubelet } from "./kubelet";
import { cronJobMetrics, kubeStateMetrics } from "./kubeStateMetrics";
import { nodejs } from "./nodejs";
import { postgresExporter } from "./postgresExporter";
import { prometheus } from "./prometheus";
import { redisExporter } from "./redisExporter";
import { thanosCompact, thanosSidecar, thanosStore } from "./thanos";
import type { Job } from "../promql/targets";
import { RECORDED_RATES } from "../rates";
import { recorded } from "../slo/recorded";

/** Metrics of one origin, by name. */
export interface Origin {
  readonly title: string;
  /** The one job whose targets have them. */
  readonly job?: Job;
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** Every metric there is a declaration of, by where it comes from. */
export const ORIGINS: readonly Origin[] = [
  { title: "The backend", job: "backend", metrics: backend },
  { title: "Node.js, and every process", metrics: nodejs },
  {
    title: "PostgreSQL, by postgres-exporter",
    job: "postgres-exporter",
    metrics: postgresExporter,
  },
  { title: "Redis, by redis-exporter", job: "redis-exporter", metrics: redisExporter },
  { title: "Containers, by the kubelet's cAdvisor", job: "cadvisor", metrics: cadvisor },
  { title: "Volumes, by the kubelet", job: "kubelet", metrics: kubelet },
  { title: "Pods, by kube-state-metrics", job: "kube-state-metrics", metrics: kubeStateMetrics },
  { title: "CronJobs, by kube-state-metrics", job: "kube-state-metrics", metrics: cronJobMetrics },
  {
    title: "Addresses and certificates, by blackbox-exporter",
    job: "blackbox-exporter",
    metrics: blackbox,
  },
  { title: "Prometheus", job: "prometheus", metrics: prometheus },
  { title: "Alertmanager", job: "alertmanager", metrics: alertmanager },
  { title: "Thanos's sidecars", job: "thanos-sidecar", metrics: thanosSidecar },
  { title: "Thanos's store gateway", job: "thanos-store", metrics: thanosStore },
  { title: "Thanos's compactor", job: "thanos-compact", metrics: thanosCompact },
  { title: "Certificates, by cert-manager", job: "cert-manager", metrics: certManager },
  { title: "Recorded by rules", metrics: recorded },
  {
    title: "Rates recorded for panels",
    metrics: Object.fromEntries(RECORDED_RATES.map((rate) => [rate.recorded.name, rate.recorded])),
  },
];
