import { CHARTS } from "../../infra/versions";

/** Images that only the local cluster runs. */
export const LAB_IMAGES = {
  pause: "registry.k8s.io/pause:3.10",
  website: "autodealgenie.dev/lab/website:1.0.0",
  coredns: "registry.k8s.io/coredns/coredns:v1.15.0",
  minio: "quay.io/minio/minio:RELEASE.2026-02-12T20-18-48Z",
  cortex: "quay.io/cortexproject/cortex:v1.21.1",
  vmAuth: "docker.io/victoriametrics/vmauth:v1.122.0",
  victoriaMetrics: "docker.io/victoriametrics/victoria-metrics:v1.122.0",
  metricsServer: "registry.k8s.io/metrics-server/metrics-server:v0.9.0",
  prometheusOperator: "quay.io/prometheus-operator/prometheus-operator:v0.85.0",
  prometheusConfigReloader: "quay.io/prometheus-operator/prometheus-config-reloader:v0.85.0",
  certManager: `quay.io/jetstack/cert-manager-controller:${CHARTS.certManager}`,
} as const;
