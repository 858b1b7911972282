import { CLUSTER_CONTRADICTIONS } from "./clusterContradictions";
import { OPTIONAL } from "./completeSettings";
import type { Contradiction } from "./contradiction";
import { IDENTITY_CONTRADICTIONS } from "./identityContradictions";
import { KAFKA_CONTRADICTIONS } from "./kafkaContradictions";
import { UNREACHABLE_CONTRADICTIONS } from "./unreachableContradictions";
import { MONGODB_CONTRADICTIONS } from "./mongodbContradictions";
import { PROD_CONTRADICTIONS } from "./prodContradictions";
import { STORAGE_CONTRADICTIONS } from "./storageContradictions";
import { PLATFORM_CONTRADICTIONS } from "./platformContradictions";

/** All contradictions. */
export const CONTRADICTIONS: readonly Contradiction[] = [
  ...CLUSTER_CONTRADICTIONS,
  ...UNREACHABLE_CONTRADICTIONS,
  {
    title: "Grafana and the application have the same host",
    set: { ingress: { backendHost: "grafana.autodealgenie.example" } },
    only: "prod",
    told: "ingress.backendHost: must differ from grafana.url, got grafana.autodealgenie.example for both",
  },
  {
    title: "Prometheus's retention size exceeds its volume",
    set: { prometheus: { storage: "100Gi", retentionSize: "120Gi" } },
    told: "prometheus.retentionSize: must be at most 87040Mi, 85 % of prometheus.storage, 100Gi, got 120Gi",
  },
  {
    title: "Prometheus's retention size is the whole volume, leaving no room for new data",
    set: { prometheus: { storage: "100Gi", retentionSize: "100Gi" } },
    told: "prometheus.retentionSize: must be at most 87040Mi",
  },
  {
    title: "the retention is shorter than an objective's period",
    set: { prometheus: { retention: "7d" } },
    told: "must not be longer than prometheus.retention, 7d, got 30d",
  },
  {
    title: "an objective's period exceeds the retention",
    set: { slos: { latency: { period: "90d" } } },
    told: "slos.latency.period: must not be longer than prometheus.retention, 30d, got 90d",
  },
  {
    title: "an alert's window exceeds the retention",
    set: { prometheus: { retention: "2d" }, alerts: { SlowQueries: { window: "3d" } } },
    told: "alerts.SlowQueries.window: must not be longer than prometheus.retention, 2d, got 3d",
  },
  {
    title: "two webhooks have the same name",
    set: {
      notifications: {
        webhooks: [
          { name: "audit", severities: ["critical"] },
          { name: "audit", severities: ["info"] },
        ],
      },
    },
    told: 'notifications.webhooks: must have one "audit", has several',
  },
  {
    title: "two maintenance windows have the same name",
    set: {
      notifications: {
        maintenance: [
          { name: "night", times: [{ start: "01:00", end: "02:00" }] },
          { name: "night", times: [{ start: "03:00", end: "04:00" }] },
        ],
      },
    },
    told: 'notifications.maintenance: must have one "night", has several',
  },
  {
    title: "a maintenance window ends before it starts",
    set: {
      notifications: { maintenance: [{ name: "n", times: [{ start: "22:00", end: "02:00" }] }] },
    },
    told: "notifications.maintenance.0.times.0: must end after it starts",
  },
  {
    title: "a maintenance window's times overlap",
    set: {
      notifications: {
        maintenance: [
          {
            name: "n",
            times: [
              { start: "03:00", end: "05:00" },
              { start: "01:00", end: "04:00" },
            ],
          },
        ],
      },
    },
    told: "notifications.maintenance.0.times: must not overlap, got 01:00 to 04:00 and 03:00 to 05:00",
  },
  {
    title: "a maintenance window covers the whole week",
    set: {
      notifications: {
        maintenance: [{ name: "always", times: [{ start: "00:00", end: "24:00" }] }],
      },
    },
    told: 'notifications.maintenance.0: must leave some time of the week, got "always" for all of it',
  },
  {
    title: "info alerts have a more urgent Opsgenie priority than critical ones",
    set: { notifications: { opsgenie: { priorities: { critical: "P4", info: "P1" } } } },
    told: "notifications.opsgenie.priorities.info: must not be more urgent than the priority of warning, P3, got P1",
  },
  {
    title: "Grafana and Prometheus have the same URL",
    set: { grafana: { url: "https://ops.example" }, prometheus: { url: "https://ops.example/" } },
    told: "grafana.url: must differ from prometheus.url, got https://ops.example for both",
  },
  {
    title: "PostgreSQL and Redis have the same address",
    set: { postgres: { host: "data.example" }, redis: { host: "data.example", port: 5432 } },
    told: "redis.host: must differ from postgres.host, got data.example:5432 for both",
  },
  {
    title: "the backend's connection pools exceed PostgreSQL's connection limit",
    set: { backend: { replicas: 9, databasePoolMax: 20 } },
    only: "dev",
    told: "backend.databasePoolMax: must be at most 9 with backend.replicas 9, got 20",
  },
  {
    title: "the autoscaler's maximum does not exceed the number of replicas",
    set: { backend: { replicas: 4, autoscaling: { maxReplicas: 4 } } },
    told: "backend.autoscaling.maxReplicas: must be more than backend.replicas, 4, got 4",
  },
  {
    title: "the autoscaler's CPU target is not below the limit of the CPU alert",
    set: { backend: { autoscaling: { maxReplicas: 6, cpuPercent: 80 } } },
    told: "backend.autoscaling.cpuPercent: must be below alerts.HighCPUUsage.limit, 80 %, got 80",
  },
  {
    title: "the connection pools of an autoscaled backend exceed PostgreSQL's connection limit",
    set: { backend: { autoscaling: { maxReplicas: 9 }, databasePoolMax: 10 } },
    only: "dev",
    told: "backend.databasePoolMax: must be at most 9 with backend.autoscaling.maxReplicas 9, got 10",
  },
  ...IDENTITY_CONTRADICTIONS,
  {
    title: "a certificate authority is set although no certificates are monitored",
    set: { certificates: [], certificateAuthority: OPTIONAL.certificateAuthority },
    told: "certificateAuthority: must be left out",
  },
  {
    title: "LLM requests time out before they reach the limit of LLMSlow",
    set: { backend: { llm: { ...OPTIONAL.backend.llm, timeoutSeconds: 5 } } },
    told: "alerts.LLMSlow.limit: must be below backend.llm.timeoutSeconds, 5, got 5",
  },
  {
    title: "working hours end before they begin",
    set: { workingHours: { fromHour: 17, toHour: 9 } },
    told: "workingHours.toHour: must be after workingHours.fromHour, 17, on the same day, got 9",
  },
  {
    title: "an objective is too low for its alert ever to fire",
    set: { slos: { availability: { objective: 0.9 } } },
    told: "slos.availability.objective: must be above 0.9306, got 0.9",
  },
  ...MONGODB_CONTRADICTIONS,
  ...KAFKA_CONTRADICTIONS,
  ...STORAGE_CONTRADICTIONS,
  ...PLATFORM_CONTRADICTIONS,
  {
    title: "Prometheus's volume is smaller than its write-ahead log",
    set: { prometheus: { storage: "512Mi" } },
    told: "prometheus.storage: must be at least 1024Mi, got 512Mi",
  },
  {
    title: "the time scale results in fractional durations",
    set: { timeScale: 3 },
    only: "dev",
    told: "timeScale: must be 1, 2, 4, 5, 8, 10, 20, 25, 40 or 50, got 3",
  },
  ...PROD_CONTRADICTIONS,
];
