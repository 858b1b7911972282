import { IMAGES, type ImageName } from "../../infra/versions";

/** What the local cluster runs instead of a stack's image: the newest version that can be built without a registry. */
export interface RunInstead {
  readonly image: string;
  /** Where its version comes from. */
  readonly from: { readonly module: string; readonly path: string } | { readonly debian: string };
  /** Why the version differs. */
  readonly because: string;
  /** What differs in the parts that the project reads, sends or sets. */
  readonly differs: string;
}

export const RUN_INSTEAD: Partial<Readonly<Record<ImageName, RunInstead>>> = {
  postgresExporter: {
    image: "quay.io/prometheuscommunity/postgres-exporter:v0.17.1",
    from: { module: "observability", path: "github.com/prometheus-community/postgres_exporter" },
    because: "It is built in the same module as Prometheus, and the suites run with this version.",
    differs:
      "Before 0.20, `pg_settings_*` and `pg_stat_activity_*` have the label `server`, which nothing reads.",
  },
  redisExporter: {
    image: "docker.io/oliver006/redis_exporter:v1.45.0",
    from: { debian: "prometheus-redis-exporter" },
    because: "It is Debian 12's package, because the module proxy does not serve its module.",
    differs:
      "Up to 1.45, a password is looked up by the address; later, by the address with the user's name.",
  },
  kubeStateMetrics: {
    image: "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0",
    from: { module: "kube-state-metrics", path: "k8s.io/kube-state-metrics/v2" },
    because: "The suites run with this version; 2.20 needs a newer Kubernetes client.",
    differs: "Nothing that is used: 2.20 changed `kube_pod_status_reason`, which no query reads.",
  },
  blackboxExporter: {
    image: "quay.io/prometheus/blackbox-exporter:v0.25.0",
    from: { module: "blackbox", path: "github.com/prometheus/blackbox_exporter" },
    because: "The suites run with this version.",
    differs:
      "Nothing that is used: 0.26 changed its logs, 0.27 changed JSON matching and name resolution.",
  },
};

/** Only the images in RUN_INSTEAD. */
export const OLDER: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(RUN_INSTEAD).map(([name, { image }]) => [name, image]),
);

/** Every image of a stack, in the version that the local cluster runs. */
export const RUN_IMAGES: Readonly<Record<ImageName, string>> = { ...IMAGES, ...OLDER };
