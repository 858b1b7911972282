import { LEAST_OF_IMAGES, LEAST_OF_SETTINGS } from "../../infra/images/least";

/** A program that a stack runs, talks to or is deployed by. */
export interface Needed {
  readonly program: string;
  /** The minimum version, which follows from `because`. Missing if nothing of ours is known to require one. */
  readonly least?: string;
  /** What requires it, as in the file `writtenIn`. */
  readonly because?: string;
  /** The file that contains it, relative to the project's folder. */
  readonly writtenIn?: string;
  readonly source?: string;
}

/** The minimum versions that are derived from the code. */
export const LEAST = {
  /** From LATE_FIELDS. */
  kubernetes: "1.30",
  /** From package.json. */
  node: "20",
  certManager: "1.13",
  prometheusOperator: "0.75",
} as const;

const repository = (path: string) => `https://github.com/${path}`;

/** For each program, what requires its highest minimum version. */
export const NEEDED: readonly Needed[] = [
  {
    program: "Kubernetes",
    least: LEAST.kubernetes,
    because: "preStop",
    writtenIn: "infra/kubernetes/pod.ts",
    source: repository("kubernetes/kubernetes/blob/master/pkg/features/kube_features.go"),
  },
  { program: "PostgreSQL", ...LEAST_OF_IMAGES.postgres },
  { program: "Redis", ...LEAST_OF_IMAGES.redis },
  { program: "MongoDB", ...LEAST_OF_IMAGES.mongodb },
  {
    program: "Kafka",
  },
  { program: "Prometheus", ...LEAST_OF_IMAGES.prometheus },
  { program: "Alertmanager", ...LEAST_OF_IMAGES.alertmanager },
  { program: "Alertmanager, with an app in Slack", ...LEAST_OF_SETTINGS.slackApp },
  { program: "Alertmanager, with `implicitTls` set", ...LEAST_OF_SETTINGS.implicitTls },
  { program: "Thanos", ...LEAST_OF_IMAGES.thanos },
  { program: "Thanos, with `internalTls`", ...LEAST_OF_SETTINGS.thanosTls },
  { program: "kube-state-metrics", ...LEAST_OF_IMAGES.kubeStateMetrics },
  { program: "postgres_exporter", ...LEAST_OF_IMAGES.postgresExporter },
  {
    program: "cert-manager",
    least: LEAST.certManager,
    because: "CertificateRequest",
    writtenIn: "infra/components/issuers.ts",
    source: repository("cert-manager/cert-manager/issues/4956"),
  },
  {
    program: "prometheus-operator, with `mode: operator`",
    least: LEAST.prometheusOperator,
    because: "jobName",
    writtenIn: "infra/rendered-config/operator/scrapes.ts",
    source: repository(
      "prometheus-operator/prometheus-operator/blob/main/CHANGELOG.md#0750--2024-06-26",
    ),
  },
  {
    program: "Node.js",
    least: LEAST.node,
    because: `"node": ">=${LEAST.node}"`,
    writtenIn: "package.json",
    source: "https://nodejs.org/en/about/previous-releases",
  },
  { program: "redis_exporter", ...LEAST_OF_IMAGES.redisExporter },
  { program: "redis_exporter, with `internalTls`", ...LEAST_OF_SETTINGS.redisExporterTls },
  { program: "blackbox_exporter" },
  { program: "blackbox_exporter, with `internalTls`", ...LEAST_OF_SETTINGS.proberTls },
  { program: "Grafana" },
  { program: "Grafana, with `internalTls`", ...LEAST_OF_SETTINGS.grafanaTls },
  { program: "ingress-nginx" },
  { program: "Pulumi" },
];
