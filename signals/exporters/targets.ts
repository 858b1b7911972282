import { backend, workerOwn } from "../../service/metrics/catalog";
import type { Metric } from "../../service/metrics/define";
import { alertmanager } from "./alertmanager";
import { blackbox } from "./blackbox";
import { cadvisor } from "./cadvisor";
import { certManager } from "./certManager";
import { kafka } from "./kafka";
import { kubelet } from "./kubelet";
import { cronJobMetrics, kubeStateMetrics, workloadMetrics } from "./kubeStateMetrics";
import { mongodbExporter } from "./mongodbExporter";
import { postgresExporter } from "./postgresExporter";
import { prometheus } from "./prometheus";
import { redisExporter } from "./redisExporter";
import { thanosCompact, thanosSidecar, thanosStore } from "./thanos";

/** Metrics of one kind by name, under their title in the reference. */
export interface Catalog {
  readonly title: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** How old a metric's value may be when it is scraped. @default it is measured by the scrape */
  readonly age?: (metric: string) => Age | undefined;
}

/** A number of milliseconds, independent of a stack's `timeScale`, or one of the stack's own intervals. */
export type Age = number | "evaluationInterval" | "groupInterval";

/** An optional part of a stack; without it, nothing of it is scraped. */
export type Feature =
  | "certificates"
  | "certManager"
  | "grafana"
  | "kafka"
  | "kafkaBroker"
  | "mongodbExporter"
  | "nodeMetrics"
  | "thanos"
  | "volumeMetrics"
  | "watchers";

/** What Prometheus scrapes under one `job`. */
interface Target {
  /** The metrics that only its targets have: all metrics of the backend, of others those that we read. */
  readonly catalogs: readonly Catalog[];
  /** Whether its targets also expose the process metrics of every client library, and we read them. */
  readonly process: boolean;
  /** The feature that a stack must have. Left out: every stack has it. */
  readonly of?: Feature;
}

/**
 * Everything that Prometheus scrapes, by `job`: the name of the Service that a ServiceMonitor selects, or the name of
 * what is scraped from the nodes.
 */
export const TARGETS = {
  backend: { catalogs: [{ title: "The backend", metrics: backend }], process: true },
  "postgres-exporter": {
    catalogs: [{ title: "PostgreSQL, by postgres-exporter", metrics: postgresExporter }],
    process: true,
  },
  "redis-exporter": {
    catalogs: [{ title: "Redis, by redis-exporter", metrics: redisExporter }],
    process: true,
  },
  "mongodb-exporter": {
    catalogs: [{ title: "MongoDB, by mongodb-exporter", metrics: mongodbExporter }],
    process: false,
    of: "mongodbExporter",
  },
  worker: {
    catalogs: [{ title: "The worker", metrics: workerOwn }],
    process: true,
    of: "kafka",
  },
  kafka: {
    catalogs: [{ title: "Kafka, by the JMX exporter's agent", metrics: kafka }],
    process: false,
    of: "kafkaBroker",
  },
  prometheus: {
    catalogs: [{ title: "Prometheus", metrics: prometheus, age: prometheusAge }],
    process: true,
    of: "watchers",
  },
  alertmanager: {
    catalogs: [{ title: "Alertmanager", metrics: alertmanager, age: alertmanagerAge }],
    process: true,
    of: "watchers",
  },
  grafana: { catalogs: [], process: true, of: "grafana" },
  "kube-state-metrics": {
    catalogs: [
      { title: "Pods, by kube-state-metrics", metrics: kubeStateMetrics },
      { title: "Deployments and StatefulSets, by kube-state-metrics", metrics: workloadMetrics },
      { title: "CronJobs, by kube-state-metrics", metrics: cronJobMetrics },
    ],
    process: false,
  },
  "blackbox-exporter": {
    catalogs: [{ title: "Addresses and certificates, by blackbox-exporter", metrics: blackbox }],
    process: false,
    of: "certificates",
  },
  "thanos-sidecar": {
    catalogs: [{ title: "Thanos's sidecars", metrics: thanosSidecar }],
    process: false,
    of: "thanos",
  },
  "thanos-store": {
    catalogs: [{ title: "Thanos's store gateway", metrics: thanosStore }],
    process: false,
    of: "thanos",
  },
  "thanos-compact": {
    catalogs: [{ title: "Thanos's compactor", metrics: thanosCompact }],
    process: false,
    of: "thanos",
  },
  "thanos-query": { catalogs: [], process: false, of: "thanos" },
  "cert-manager": {
    catalogs: [{ title: "Certificates, by cert-manager", metrics: certManager }],
    process: false,
    of: "certManager",
  },
  kubelet: {
    catalogs: [
      {
        title: "Volumes, by the kubelet",
        metrics: kubelet,
        // Once a minute: volumeStatsAggPeriod.
        age: () => 60_000,
      },
    ],
    process: false,
    of: "volumeMetrics",
  },
  cadvisor: {
    catalogs: [
      {
        title: "Containers, by the kubelet's cAdvisor",
        metrics: cadvisor,
        // Every 10 s plus up to half of that as jitter: cAdvisor's housekeeping.
        age: () => 15_000,
      },
    ],
    process: false,
    of: "nodeMetrics",
  },
} as const satisfies Readonly<Record<string, Target>>;

/** The name of a scrape job. */
export type Job = keyof typeof TARGETS;
export const JOBS = Object.keys(TARGETS) as readonly Job[];

/**
 * Prometheus looks at its blocks once a minute (tsdb's BlocksReloadInterval), and counts a failed rule when it
 * evaluates it.
 */
function prometheusAge(metric: string): Age | undefined {
  if (metric.startsWith("prometheus_tsdb_")) return 60_000;
  return metric === "prometheus_rule_evaluation_failures_total" ? "evaluationInterval" : undefined;
}

/** Alertmanager counts a notification as failed after trying for a group_interval. */
function alertmanagerAge(metric: string): Age | undefined {
  return metric === "alertmanager_notifications_failed_total" ? "groupInterval" : undefined;
}

/** The catalogs and other facts about what is scraped under a job. */
export function targetOf(job: Job): Target {
  return TARGETS[job];
}
