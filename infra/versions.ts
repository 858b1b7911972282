import { version as backendVersion } from "../service/package.json";

/** Every image that a stack runs, pinned by its tag. */
export const IMAGES = {
  prometheus: "quay.io/prometheus/prometheus:v3.15.0",
  alertmanager: "quay.io/prometheus/alertmanager:v0.31.1",
  grafana: "docker.io/grafana/grafana:12.2.0",
  postgresExporter: "quay.io/prometheuscommunity/postgres-exporter:v0.20.1",
  redisExporter: "docker.io/oliver006/redis_exporter:v1.91.1",
  kubeStateMetrics: "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0",
  thanos: "quay.io/thanos/thanos:v0.42.0",
  rclone: "docker.io/rclone/rclone:1.74.0",
  blackboxExporter: "quay.io/prometheus/blackbox-exporter:v0.27.0",
  postgres: "docker.io/library/postgres:15.20-bookworm",
  redis: "docker.io/library/redis:7.0.15-bookworm",
  mongodb: "docker.io/library/mongo:8.0.13-noble",
  /** Percona's image with a shell, which reads the password from its file: infra/images/mongodb-exporter/Dockerfile. */
  mongodbExporter: "ghcr.io/raviteja77/autodealgenie-mongodb-exporter:0.43.1",
  /** Apache's image with the JMX exporter's agent: infra/images/kafka/Dockerfile. */
  kafka: "ghcr.io/raviteja77/autodealgenie-kafka:4.3.1",
  backend: `ghcr.io/raviteja77/autodealgenie-backend:${backendVersion}`,
} as const;

/** The versions of the Helm charts that packages deploy. */
export const CHARTS = { certManager: "v1.21.2" } as const;

export type ImageName = keyof typeof IMAGES;
