import type { Metric } from "../../service/metrics/define";
import { backend } from "../../service/metrics/catalog";
import { alertmanager } from "../exporters/alertmanager";
import { blackbox } from "../exporters/blackbox";
import { cadvisor } from "../exporters/cadvisor";
import { kubelet } from "../exporters/kubelet";
import { kubeStateMetrics } from "../exporters/kubeStateMetrics";
import { nodejs } from "../exporters/nodejs";
import { postgresExporter } from "../exporters/postgresExporter";
import { prometheus } from "../exporters/prometheus";
import { redisExporter } from "../exporters/redisExporter";
import { recorded } from "../slo/recorded";

/** Metrics of one origin, by name. */
export interface Origin {
  readonly title: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** Every metric there is a declaration of, by where it comes from. */
export const ORIGINS: readonly Origin[] = [
  { title: "The backend", metrics: backend },
  { title: "Node.js, and every process", metrics: nodejs },
  { title: "PostgreSQL, by postgres-exporter", metrics: postgresExporter },
  { title: "Redis, by redis-exporter", metrics: redisExporter },
  { title: "Containers, by the kubelet's cAdvisor", metrics: cadvisor },
  { title: "Volumes, by the kubelet", metrics: kubelet },
  { title: "Pods, by kube-state-metrics", metrics: kubeStateMetrics },
  { title: "Addresses and certificates, by blackbox-exporter", metrics: blackbox },
  { title: "Prometheus", metrics: prometheus },
  { title: "Alertmanager", metrics: alertmanager },
  { title: "Recorded by rules", metrics: recorded },
];
