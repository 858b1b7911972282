import { IMAGES, type ImageName } from "../../infra/versions";

/** What the local cluster runs in place of an image that a stack names: as new as can be built without a registry. */
export interface RunInstead {
  readonly image: string;
  /** Where its version comes from. */
  readonly from: { readonly module: string; readonly path: string } | { readonly debian: string };
  /** Why it is not the same. */
  readonly because: string;
  /** Of what we read, send or set, what is not the same in both. */
  readonly differs: string;
}

export const RUN_INSTEAD: Partial<Readonly<Record<ImageName, RunInstead>>> = {
  postgresExporter: {
    image: "quay.io/prometheuscommunity/postgres-exporter:v0.17.1",
    from: { module: "observability", path: "github.com/prometheus-community/postgres_exporter" },
    because: "It is built in one module with Prometheus, and the suites were run with this one.",
    differs:
      "Before 0.20, `pg_settings_*` and `pg_stat_activity_*` have the label `server`, which nothing reads.",
  },
  redisExporter: {
    image: "docker.io/oliver006/redis_exporter:v1.45.0",
    from: { debian: "prometheus-redis-exporter" },
    because: "It is Debian 12's package, for the module proxy does not serve its module.",
    differs:
      "Up to 1.45 a password is looked up by the address alone, from then on by the address with the user's name.",
  },
  kubeStateMetrics: {
    image: "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0",
    from: { module: "kube-state-metrics", path: "k8s.io/kube-state-metrics/v2" },
    because: "The suites were run with this one; 2.20 needs a newer Kubernetes client.",
    differs: "Nothing that we read: 2.20 changed `kube_pod_status_reason`, which is not asked for.",
  },
  blackboxExporter: {
    image: "quay.io/prometheus/blackbox-exporter:v0.25.0",
    from: { module: "blackbox", path: "github.com/prometheus/blackbox_exporter" },
    because: "The suites were run with this one.",
    differs:
      "Nothing that we read: 0.26 logs otherwise, 0.27 matches JSON and resolves names otherwise.",
  },
};

/** Those images alone. */
export const OLDER: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(RUN_INSTEAD).map(([name, { image }]) => [name, image]),
);

/** Every image that the local cluster runs of a stack. */
export const RUN_IMAGES: Readonly<Record<ImageName, string>> = { ...IMAGES, ...OLDER };
