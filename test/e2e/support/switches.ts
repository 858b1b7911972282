import { extraSettings } from "../../../lab/deploy/extras";
import type { LabSettings } from "../../../lab/deploy/labSettings";
import { labConfig } from "./labStack";

/** A setting that people change in a running stack, and change back. */
export type Switch = readonly [what: string, settings: LabSettings];

/** Switches that replace pods, or that were once found to take something away. Tried in every live proof. */
export const EVERYDAY_SWITCHES: readonly Switch[] = [
  ["an autoscaler", { backend: { autoscaling: { maxReplicas: 4 } } }],
  ["another backend", { backend: { replicas: labConfig.backend.replicas + 1 } }],
  ["a cluster of Alertmanagers", { alertmanager: { replicas: 3 } }],
  ["disruption budgets", { availability: { disruptionBudgets: true } }],
  ["no metrics of nodes", { prometheus: { nodeMetrics: false } }],
];

type ServerSettings = NonNullable<NonNullable<LabSettings["servers"]>["backend"]>;

/** Settings of all servers but PostgreSQL: there is one, whose restart people notice, and of which the diff tells. */
function ofMost(settings: ServerSettings): LabSettings {
  const servers = Object.fromEntries(MOST.map((name) => [name, settings]));
  return { servers };
}

const MOST = [
  "backend",
  "redis",
  "prometheus",
  "alertmanager",
  "postgresExporter",
  "redisExporter",
  "kubeStateMetrics",
] as const;

/** At least one of each section of the settings that this cluster can have. */
export const OTHER_SWITCHES: readonly Switch[] = [
  ["MongoDB and Kafka", extraSettings(["messaging"])],
  ["a priority class", { availability: { priorityClass: "autodealgenie-monitoring" } }],
  ["spread pods", { availability: { spread: "preferred" } }],
  ["larger backends that log more", { backend: { memory: "640Mi", cpu: "2", logLevel: "debug" } }],
  ["a longer drain", { backend: { drainSeconds: 10 } }],
  ["a trusted proxy", { backend: { trustedProxies: 1 } }],
  ["other limits of requests", { backend: { searchRateLimitPerHour: 5000, databasePoolMax: 12 } }],
  ["a larger cache", { redis: { maxMemory: "320Mi" } }],
  ["a label and an annotation", ofMost({ labels: { team: "a" }, annotations: { cost: "b" } })],
  ["any node with Linux", ofMost({ nodeSelector: { "kubernetes.io/os": "linux" } })],
  ["a toleration", ofMost({ tolerations: [{ key: "spot", operator: "Exists" }] })],
  ["a shorter retention", { prometheus: { retention: "31d" } }],
  ["a larger Prometheus", { prometheus: { memory: "1200Mi", cpu: "1500m" } }],
  ["a label of the cluster", { prometheus: { externalLabels: { cluster: "eu-1" } } }],
  ["a longer end of Alertmanager", { alertmanager: { graceSeconds: 40 } }],
  ["traffic that is expected", { expectsTraffic: true }],
  ["a limit and a severity", { alerts: { HighErrorRate: { limit: "6%", severity: "warning" } } }],
  ["an objective", { slos: { availability: { objective: "99.5%" } } }],
  ["working hours", { workingHours: { fromHour: 8, toHour: 20 } }],
  ["runbooks elsewhere", { runbooks: "https://wiki.autodealgenie.example/runbooks" }],
  ["no pages", { notifications: { pagerduty: { enabled: false } } }],
  ["no chat", { notifications: { slack: { enabled: false } } }],
  ["no dead man's switch", { notifications: { watchdog: { enabled: false } } }],
  [
    "a maintenance window",
    {
      notifications: {
        maintenance: [{ name: "night", times: [{ start: "01:00", end: "01:05" }] }],
      },
    },
  ],
  ["a load balancer", { network: { ingressBlocks: ["192.0.2.0/24"] } }],
];

/** The sections that are not tried here, and why. */
export const NOT_SWITCHED: Readonly<Record<string, string>> = {
  environment: "another name is another stack to Prometheus, which the diff says",
  production: "the live proof of prod has it on",
  exampleAddresses: "decides only what is refused",
  mode: "the live proof with --with operator has it",
  operator: "the live proof with --with operator has it",
  timeScale: "for live proofs only",
  installCrds: "the cluster has the definitions either way",
  storageClass: "a volume stays as it was made, which the diff says",
  namespaces: "other names are other objects, and a second stack",
  proxy: "the cluster has no proxy",
  objectStorage: "the live proof of prod has it",
  thanos: "the live proof of prod has it",
  backups: "the live proof of prod has them",
  remoteWrite: "the live proof of prod has it",
  grafana: "Grafana's image cannot be had here",
  postgres: "restarts the only PostgreSQL, which the diff says",
  cluster: "this cluster is of no known distribution",
  security: "only OpenShift gives pods other users",
  existingSecrets: "the live proof of prod has them",
  certManager: "the live proof of prod has it",
  ingress: "the live proof of prod has it",
  internalTls: "the live proof of prod has it",
  certificates: "only with their authority, which cannot be taken away by a further setting",
  certificateAuthority: "only with the certificates to watch",
  images:
    "another image of all is a restart of the only PostgreSQL, too; the proof by Pulumi changes one",
  mongodb: "together with kafka, by the name of messaging",
  kafka: "together with mongodb, by the name of messaging",
};
