import type { Metric } from "../../service/metrics/define";
import { backend } from "../../service/metrics/catalog";
import { alertmanager } from "./alertmanager";
import { blackbox } from "./blackbox";
import { cadvisor } from "./cadvisor";
import { kubelet } from "./kubelet";
import { kubeStateMetrics } from "./kubeStateMetrics";
import { nodejs } from "./nodejs";
import { postgresExporter } from "./postgresExporter";
import { prometheus } from "./prometheus";
import { redisExporter } from "./redisExporter";
import { JOBS, type Job } from "../promql/targets";
import { recorded } from "../slo/recorded";

/** Metrics of one origin, by name. */
export interface Origin {
  readonly title: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** The jobs whose targets show one of them; none where rules make it. */
  readonly jobs: (metric: string) => readonly Job[];
}

const by =
  (...jobs: readonly Job[]) =>
  () =>
    jobs;

/** Those that show what every client library says of its process, on the page that is scraped. */
const PROCESSES: readonly Job[] = [
  "backend",
  "postgres-exporter",
  "redis-exporter",
  "prometheus",
  "alertmanager",
  "grafana",
];

/** What Prometheus makes of each scrape, and of each alert, is not on its own page. */
function byPrometheus(metric: string): readonly Job[] {
  if (metric === "ALERTS") return [];
  return /^(?:up$|scrape_)/.test(metric) ? JOBS : ["prometheus"];
}

/** Every metric there is a declaration of, by where it comes from. */
export const ORIGINS: readonly Origin[] = [
  { title: "The backend", metrics: backend, jobs: by("backend") },
  {
    title: "Node.js, and every process",
    metrics: nodejs,
    jobs: (name) => (name.startsWith("process_") ? PROCESSES : ["backend"]),
  },
  {
    title: "PostgreSQL, by postgres-exporter",
    metrics: postgresExporter,
    jobs: by("postgres-exporter"),
  },
  { title: "Redis, by redis-exporter", metrics: redisExporter, jobs: by("redis-exporter") },
  { title: "Containers, by the kubelet's cAdvisor", metrics: cadvisor, jobs: by("cadvisor") },
  { title: "Volumes, by the kubelet", metrics: kubelet, jobs: by("kubelet") },
  {
    title: "Pods, by kube-state-metrics",
    metrics: kubeStateMetrics,
    jobs: by("kube-state-metrics"),
  },
  {
    title: "Addresses and certificates, by blackbox-exporter",
    metrics: blackbox,
    jobs: by("blackbox-exporter"),
  },
  { title: "Prometheus", metrics: prometheus, jobs: byPrometheus },
  { title: "Alertmanager", metrics: alertmanager, jobs: by("alertmanager") },
  { title: "Recorded by rules", metrics: recorded, jobs: by() },
];
