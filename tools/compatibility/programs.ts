/** A program that a stack runs, talks to or is deployed by. */
export interface Needed {
  readonly program: string;
  /** The least version that what is said in `because` allows; left out: nothing of ours is known to ask for one. */
  readonly least?: string;
  /** What of ours needs it, as it is written in `writtenIn`. */
  readonly because?: string;
  /** The file that has it, from the project's folder. */
  readonly writtenIn?: string;
  readonly source?: string;
}

/** The least versions that are derived from the code. */
export const LEAST = {
  /** From LATE_FIELDS. */
  kubernetes: "1.30",
  /** From package.json. */
  node: "20",
} as const;

const repository = (path: string) => `https://github.com/${path}`;

/** Of each program what of ours needs the latest version of it. */
export const NEEDED: readonly Needed[] = [
  {
    program: "Kubernetes",
    least: LEAST.kubernetes,
    because: "preStop",
    writtenIn: "infra/kubernetes/pod.ts",
    source: repository("kubernetes/kubernetes/blob/master/pkg/features/kube_features.go"),
  },
  {
    program: "PostgreSQL",
    least: "10",
    because: "pg_monitor",
    writtenIn: "docs/sql/exporter.sql",
    source: "https://www.postgresql.org/docs/10/release-10.html",
  },
  {
    program: "Redis",
    least: "6.0",
    because: "--redis.user",
    writtenIn: "infra/components/redisExporter.ts",
    source: "https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/",
  },
  {
    program: "MongoDB",
    // The driver's own least, of its version 7.
    least: "4.2",
    because: "MongoClient",
    writtenIn: "service/mongodb/store.ts",
    source: "https://www.mongodb.com/docs/drivers/compatibility/",
  },
  {
    program: "Kafka",
  },
  {
    program: "Prometheus",
    least: "3.12",
    because: "--config.auto-reload",
    writtenIn: "infra/components/prometheus.ts",
    source: repository("prometheus/prometheus/blob/main/CHANGELOG.md#3120--2026-05-28"),
  },
  {
    program: "Alertmanager",
    least: "0.26",
    because: "url_file",
    writtenIn: "infra/rendered-config/alertmanager/receivers.ts",
    source: repository("prometheus/alertmanager/blob/main/CHANGELOG.md#0260--2023-08-23"),
  },
  {
    program: "Thanos",
    least: "0.35",
    because: "--enable-auto-gomemlimit",
    writtenIn: "infra/kubernetes/thanosServer.ts",
    source: repository("thanos-io/thanos/pull/7223"),
  },
  {
    program: "kube-state-metrics",
    least: "2.5",
    because: "kube_cronjob_status_last_successful_time",
    writtenIn: "signals/exporters/kubeStateMetrics.ts",
    source: repository("kubernetes/kube-state-metrics/blob/main/CHANGELOG.md#v250--2022-06-03"),
  },
  {
    program: "postgres_exporter",
    least: "0.17",
    because: "wait_event_type",
    writtenIn: "signals/exporters/postgresExporter.ts",
    source: repository("prometheus-community/postgres_exporter/pull/1106"),
  },
  {
    program: "cert-manager",
    least: "1.13",
    because: "CertificateRequest",
    writtenIn: "infra/components/issuers.ts",
    source: repository("cert-manager/cert-manager/issues/4956"),
  },
  {
    program: "Node.js",
    least: LEAST.node,
    because: `"node": ">=${LEAST.node}"`,
    writtenIn: "package.json",
    source: "https://nodejs.org/en/about/previous-releases",
  },
  { program: "redis_exporter" },
  { program: "blackbox_exporter" },
  { program: "Grafana" },
  { program: "ingress-nginx" },
  { program: "Pulumi" },
];
