import type { ImageName } from "../versions";

/** The least version of a program that works, and what of ours an older one does not know. */
export interface Least {
  readonly least: string;
  /** As it is written in `writtenIn`. */
  readonly because: string;
  /** The file that has it, from the project's folder. */
  readonly writtenIn: string;
  readonly source: string;
}

const repository = (path: string) => `https://github.com/${path}`;

/** Of the programs whose image a stack may name; of others nothing of ours is known to ask for a version. */
export const LEAST_OF_IMAGES = {
  postgres: {
    // Before, the function was in an extension.
    least: "13",
    because: "gen_random_uuid",
    writtenIn: "service/auth/refreshTokens.ts",
    source: "https://www.postgresql.org/docs/13/functions-uuid.html",
  },
  redis: {
    least: "6.0",
    because: "--redis.user",
    writtenIn: "infra/components/redisExporter.ts",
    source: "https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/",
  },
  mongodb: {
    // The driver's own least, of its version 7.
    least: "4.2",
    because: "MongoClient",
    writtenIn: "service/mongodb/store.ts",
    source: "https://www.mongodb.com/docs/drivers/compatibility/",
  },
  prometheus: {
    least: "3.12",
    because: "--config.auto-reload",
    writtenIn: "infra/components/prometheus.ts",
    source: repository("prometheus/prometheus/blob/main/CHANGELOG.md#3120--2026-05-28"),
  },
  alertmanager: {
    least: "0.26",
    because: "url_file",
    writtenIn: "infra/rendered-config/alertmanager/receivers.ts",
    source: repository("prometheus/alertmanager/blob/main/CHANGELOG.md#0260--2023-08-23"),
  },
  thanos: {
    least: "0.35",
    because: "--enable-auto-gomemlimit",
    writtenIn: "infra/kubernetes/thanosServer.ts",
    source: repository("thanos-io/thanos/pull/7223"),
  },
  kubeStateMetrics: {
    least: "2.5",
    because: "kube_cronjob_status_last_successful_time",
    writtenIn: "signals/exporters/kubeStateMetrics.ts",
    source: repository("kubernetes/kube-state-metrics/blob/main/CHANGELOG.md#v250--2022-06-03"),
  },
  postgresExporter: {
    least: "0.17",
    because: "wait_event_type",
    writtenIn: "signals/exporters/postgresExporter.ts",
    source: repository("prometheus-community/postgres_exporter/pull/1106"),
  },
  redisExporter: {
    least: "1.7",
    because: "--redis.user",
    writtenIn: "infra/components/redisExporter.ts",
    source: repository("lest/prometheus-rpm/pull/241"),
  },
  mongodbExporter: {
    // Before, the metrics of MongoDB 8, which has its diagnostic data in several blocks, had other names.
    least: "0.43",
    because: "mongodb_ss_connections",
    writtenIn: "signals/exporters/mongodbExporter.ts",
    source: repository("percona/mongodb_exporter/pull/943"),
  },
} as const satisfies Readonly<Partial<Record<ImageName, Least>>>;

/** What only some settings ask for, with the first version that knows it. */
export const LEAST_OF_SETTINGS = {
  slackApp: {
    image: "alertmanager",
    least: "0.30",
    because: "app_token_file",
    writtenIn: "infra/rendered-config/alertmanager/receivers.ts",
    source: repository("prometheus/alertmanager/blob/main/CHANGELOG.md#0300--2025-12-15"),
  },
  implicitTls: {
    image: "alertmanager",
    least: "0.31",
    because: "force_implicit_tls",
    writtenIn: "infra/rendered-config/alertmanager/receivers.ts",
    source: repository("prometheus/alertmanager/blob/main/CHANGELOG.md#0310--2026-02-02"),
  },
  proberTls: {
    image: "blackboxExporter",
    least: "0.19",
    because: "--web.config.file",
    writtenIn: "infra/kubernetes/tls/server.ts",
    source: repository("prometheus/blackbox_exporter/blob/master/CHANGELOG.md#0190--2021-05-10"),
  },
  redisExporterTls: {
    image: "redisExporter",
    least: "1.34",
    because: "--tls-server-ca-cert-file",
    writtenIn: "infra/components/redisExporter.ts",
    source: repository("oliver006/redis_exporter/pull/593"),
  },
  thanosTls: {
    image: "thanos",
    // Before, the query component ignores it, connects without TLS, and finds no server.
    least: "0.42",
    because: "default_client_config",
    writtenIn: "infra/rendered-config/webConfig.ts",
    source: repository("thanos-io/thanos/pull/8594"),
  },
  grafanaTls: {
    image: "grafana",
    // Without it, a renewed certificate is not loaded, and the old one expires. Unknown keys are ignored.
    least: "11.0",
    because: "certs_watch_interval",
    writtenIn: "infra/rendered-config/grafana.ts",
    source: repository("grafana/grafana/pull/83589"),
  },
} as const satisfies Readonly<Record<string, Least & { readonly image: ImageName }>>;

/** What the programs' images are called, whoever has built them; of one that is called otherwise no version is known. */
const NAMES: Readonly<Partial<Record<ImageName, RegExp>>> = {
  prometheus: /^prometheus$/,
  alertmanager: /^(prometheus-)?alertmanager$/,
  thanos: /^thanos$/,
  kubeStateMetrics: /^kube-state-metrics$/,
  postgresExporter: /^(prometheus-)?postgres[-_]exporter$/,
  redisExporter: /^(prometheus-)?redis[-_]exporter$/,
  blackboxExporter: /^(prometheus-)?blackbox[-_]exporter$/,
  postgres: /^postgres(ql)?$/,
  redis: /^redis$/,
  mongodb: /^mongo(db)?$/,
  mongodbExporter: /^(autodealgenie-)?mongodb[-_]exporter$/,
  grafana: /^grafana(-oss|-enterprise)?$/,
  kafka: /^(autodealgenie-)?kafka$/,
};

/**
 * The version in an image's tag, such as 3.15.0, or as much of it as the tag says; undefined where it says none, as a digest
 * and a commit do, or where the image is another program's.
 */
export function versionIn(name: ImageName, image: string): string | undefined {
  const [, repository = "", tag = ""] = /^([^@]*?)(?::([^/@:]+))?(?:@.*)?$/.exec(image) ?? [];
  const called = repository.split("/").at(-1) ?? "";
  if (NAMES[name]?.test(called) !== true) return undefined;
  return /^v?(\d+(?:\.\d+)*)(?=$|[-+_])/.exec(tag)?.[1];
}

/** Whether a version is before another, as far as both say: 3 is not before 3.12, for it may be any of its kind. */
export function isBefore(version: string, least: string): boolean {
  const ours = version.split(".").map(Number);
  for (const [index, part] of least.split(".").map(Number).entries()) {
    const own = ours[index];
    if (own === undefined) return false;
    if (own !== part) return own < part;
  }
  return false;
}
