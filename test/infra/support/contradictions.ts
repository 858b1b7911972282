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
    title: "Grafana and the application have one host",
    set: { ingress: { backendHost: "grafana.autodealgenie.example" } },
    only: "prod",
    told: "ingress.backendHost: must differ from grafana.url, got grafana.autodealgenie.example for both",
  },
  {
    title: "more is kept than the volume holds",
    set: { prometheus: { storage: "100Gi", retentionSize: "120Gi" } },
    told: "prometheus.retentionSize: must be at most 87040Mi, 85 % of prometheus.storage, 100Gi, got 120Gi",
  },
  {
    title: "all of the volume is kept, and nothing left for what is being written",
    set: { prometheus: { storage: "100Gi", retentionSize: "100Gi" } },
    told: "prometheus.retentionSize: must be at most 87040Mi",
  },
  {
    title: "samples are kept for a shorter time than an objective looks back",
    set: { prometheus: { retention: "7d" } },
    told: "must not be longer than prometheus.retention, 7d, got 30d",
  },
  {
    title: "an objective looks back for longer than samples are kept",
    set: { slos: { latency: { period: "90d" } } },
    told: "slos.latency.period: must not be longer than prometheus.retention, 30d, got 90d",
  },
  {
    title: "an alert looks back for longer than samples are kept",
    set: { prometheus: { retention: "2d" }, alerts: { SlowQueries: { window: "3d" } } },
    told: "alerts.SlowQueries.window: must not be longer than prometheus.retention, 2d, got 3d",
  },
  {
    title: "two webhooks have one name",
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
    title: "two maintenance windows have one name",
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
    title: "a maintenance window has an hour twice",
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
    title: "maintenance never ends",
    set: {
      notifications: {
        maintenance: [{ name: "always", times: [{ start: "00:00", end: "24:00" }] }],
      },
    },
    told: 'notifications.maintenance.0: must leave some time of the week, got "always" for all of it',
  },
  {
    title: "what is for the record wakes somebody sooner than what is critical",
    set: { notifications: { opsgenie: { priorities: { critical: "P4", info: "P1" } } } },
    told: "notifications.opsgenie.priorities.info: must not be more urgent than the priority of warning, P3, got P1",
  },
  {
    title: "two servers share an address of people's",
    set: { grafana: { url: "https://ops.example" }, prometheus: { url: "https://ops.example/" } },
    told: "grafana.url: must differ from prometheus.url, got https://ops.example for both",
  },
  {
    title: "both data services are one",
    set: { postgres: { host: "data.example" }, redis: { host: "data.example", port: 5432 } },
    told: "redis.host: must differ from postgres.host, got data.example:5432 for both",
  },
  {
    title: "the backend's pools hold more connections than PostgreSQL takes",
    set: { backend: { replicas: 9, databasePoolMax: 20 } },
    only: "dev",
    told: "backend.databasePoolMax: must be at most 9 with backend.replicas 9, got 20",
  },
  {
    title: "replicas are scaled to fewer than there are",
    set: { backend: { replicas: 4, autoscaling: { maxReplicas: 4 } } },
    told: "backend.autoscaling.maxReplicas: must be more than backend.replicas, 4, got 4",
  },
  {
    title: "replicas are added only once an alert on their use fires",
    set: { backend: { autoscaling: { maxReplicas: 6, cpuPercent: 80 } } },
    told: "backend.autoscaling.cpuPercent: must be below alerts.HighCPUUsage.limit, 80 %, got 80",
  },
  {
    title: "the backend is scaled until its pools hold more connections than PostgreSQL takes",
    set: { backend: { autoscaling: { maxReplicas: 9 }, databasePoolMax: 10 } },
    only: "dev",
    told: "backend.databasePoolMax: must be at most 9 with backend.autoscaling.maxReplicas 9, got 10",
  },
  ...IDENTITY_CONTRADICTIONS,
  {
    title: "an authority is trusted for no address",
    set: { certificates: [], certificateAuthority: OPTIONAL.certificateAuthority },
    told: "certificateAuthority: must be left out",
  },
  {
    title: "a question is slow only after it was given up",
    set: { backend: { llm: { ...OPTIONAL.backend.llm, timeoutSeconds: 5 } } },
    told: "alerts.LLMSlow.limit: must be below backend.llm.timeoutSeconds, 5, got 5",
  },
  {
    title: "working hours end before they begin",
    set: { workingHours: { fromHour: 17, toHour: 9 } },
    told: "workingHours: must be longer than NoDealsCreated's window and for, 4h and 30m, got 17 to 9",
  },
  {
    title: "an objective leaves no room for its alert",
    set: { slos: { availability: { objective: 0.9 } } },
    told: "slos.availability.objective: must be above 0.9306, got 0.9",
  },
  ...MONGODB_CONTRADICTIONS,
  ...KAFKA_CONTRADICTIONS,
  ...STORAGE_CONTRADICTIONS,
  ...PLATFORM_CONTRADICTIONS,
  {
    title: "the volume is smaller than the write-ahead log",
    set: { prometheus: { storage: "512Mi" } },
    told: "prometheus.storage: must be at least 1024Mi, got 512Mi",
  },
  {
    title: "time is divided into fractions",
    set: { timeScale: 3 },
    only: "dev",
    told: "timeScale: must be 1, 2, 4, 5, 8, 10, 20, 25, 40 or 50, got 3",
  },
  ...PROD_CONTRADICTIONS,
];
