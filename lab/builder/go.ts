import { goModule } from "./goModule";

const KUBERNETES_VERSION = "1.34.4";
const KUBERNETES_VARIABLES = {
  "k8s.io/component-base/version.gitVersion": `v${KUBERNETES_VERSION}`,
  "k8s.io/component-base/version.gitMajor": "1",
  "k8s.io/component-base/version.gitMinor": "34",
  "k8s.io/component-base/version.gitTreeState": "clean",
  "k8s.io/component-base/version.buildDate": "1970-01-01T00:00:00Z",
};
const PROMETHEUS_VERSION = "github.com/prometheus/common/version.Version";

/** What runs the node, builds images and tries connections, and what runs in the smallest images. */
export const nodePrograms = goModule({
  module: "node",
  programs: ["./labnode", "./labimage", "./labconnect", "./pause", "./website"].map((name) => ({
    package: name,
  })),
  expectedSeconds: 20,
});

export const etcd = goModule({
  module: "etcd",
  programs: [{ package: "." }],
  expectedSeconds: 30,
});

const KUBERNETES_PROGRAMS = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-proxy",
  "kube-scheduler",
  "kubectl",
  "kubelet",
] as const;

/** All Kubernetes programs in one binary, which acts as the one by whose name it is called. */
export const kubernetes = goModule({
  module: "kubernetes",
  programs: [{ package: ".", variables: KUBERNETES_VARIABLES }],
  links: Object.fromEntries(KUBERNETES_PROGRAMS.map((name) => [name, "kubernetes"])),
  expectedSeconds: 280,
});

const KUBE_ROUTER_VERSION = "2.1.0";

/**
 * kube-router, of which only the network policy engine runs. A separate module: it needs an older Kubernetes client.
 */
export const kubeRouter = goModule({
  module: "kube-router",
  programs: [
    {
      package: "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router",
      variables: {
        "github.com/cloudnativelabs/kube-router/v2/pkg/version.Version": `v${KUBE_ROUTER_VERSION}`,
      },
    },
  ],
  expectedSeconds: 80,
});

/** Only Kubernetes service discovery is used. Leaving out that of the clouds saves most of the build. */
const PROMETHEUS_TAGS = ["netgo", "remove_all_sd", "enable_kubernetes_sd"];

export const prometheus = goModule({
  module: "observability",
  tags: PROMETHEUS_TAGS,
  programs: [
    ...["prometheus", "promtool"].map((name) => ({
      package: `github.com/prometheus/prometheus/cmd/${name}`,
      variables: { [PROMETHEUS_VERSION]: "3.15.0" },
    })),
    {
      package: "github.com/prometheus-community/postgres_exporter/cmd/postgres_exporter",
      variables: { [PROMETHEUS_VERSION]: "0.17.1" },
    },
    { package: "./coredns" },
  ],
  expectedSeconds: 110,
});

export const alertmanager = goModule({
  module: "alertmanager",
  tags: ["netgo"],
  programs: ["alertmanager", "amtool"].map((name) => ({
    package: `github.com/prometheus/alertmanager/cmd/${name}`,
    variables: { [PROMETHEUS_VERSION]: "0.31.1" },
  })),
  expectedSeconds: 40,
});

/** The previous minor versions, which a stack is upgraded from. Only one test needs them, not the cluster. */
export const prometheusPrevious = goModule({
  module: "prometheus-previous",
  tags: PROMETHEUS_TAGS,
  programs: ["prometheus", "promtool"].map((name) => ({
    package: `github.com/prometheus/prometheus/cmd/${name}`,
    variables: { [PROMETHEUS_VERSION]: "3.14.0" },
  })),
  expectedSeconds: 110,
});

export const alertmanagerPrevious = goModule({
  module: "alertmanager-previous",
  tags: ["netgo"],
  programs: ["alertmanager", "amtool"].map((name) => ({
    package: `github.com/prometheus/alertmanager/cmd/${name}`,
    variables: { [PROMETHEUS_VERSION]: "0.30.0" },
  })),
  expectedSeconds: 50,
});

/** A separate module: it needs an older common library than Prometheus does. */
export const blackboxExporter = goModule({
  module: "blackbox",
  tags: ["netgo"],
  programs: [
    {
      package: "github.com/prometheus/blackbox_exporter",
      variables: { [PROMETHEUS_VERSION]: "0.25.0" },
    },
  ],
  expectedSeconds: 20,
});

/** A separate module: it needs an older Kubernetes client than Prometheus does. */
export const kubeStateMetrics = goModule({
  module: "kube-state-metrics",
  programs: [
    {
      package: "k8s.io/kube-state-metrics/v2",
      as: "kube-state-metrics",
      variables: { [PROMETHEUS_VERSION]: "2.15.0" },
    },
  ],
  expectedSeconds: 70,
});

/** The tags of Thanos's own releases: a label set is a slice of labels instead of one string. */
const THANOS_TAGS = ["netgo", "slicelabels"];

/** Keeps samples for years, and queries several Prometheus servers as one. */
export const thanos = goModule({
  module: "thanos",
  tags: THANOS_TAGS,
  programs: [
    {
      package: "github.com/thanos-io/thanos/cmd/thanos",
      variables: { [PROMETHEUS_VERSION]: "0.42.0" },
    },
  ],
  expectedSeconds: 150,
});

/** The previous minor version, as for Prometheus and Alertmanager. */
export const thanosPrevious = goModule({
  module: "thanos-previous",
  tags: THANOS_TAGS,
  programs: [
    {
      package: "github.com/thanos-io/thanos/cmd/thanos",
      variables: { [PROMETHEUS_VERSION]: "0.41.0" },
    },
  ],
  expectedSeconds: 150,
});

/** An object storage with S3's API. */
export const minio = goModule({
  module: "minio",
  programs: [{ package: "github.com/minio/minio" }],
  expectedSeconds: 120,
});

/** Copies files to and from an object storage. */
export const rclone = goModule({
  module: "rclone",
  programs: [{ package: ".", variables: { "github.com/rclone/rclone/fs.Version": "v1.74.0" } }],
  expectedSeconds: 100,
});

/** Cortex, a remote-write receiver with several tenants. Only its tests need it, not the cluster. */
export const cortex = goModule({
  module: "cortex",
  // Cortex's own tags: without slicelabels it expects a layout of label sets that Prometheus no longer uses, and exits.
  tags: ["netgo", "slicelabels"],
  programs: [
    {
      package: "github.com/cortexproject/cortex/cmd/cortex",
      variables: { "main.Version": "1.21.1" },
    },
  ],
  expectedSeconds: 180,
});

/** VictoriaMetrics's vmauth, which checks each tenant's password: Cortex does not authenticate. */
export const vmAuth = goModule({
  module: "vmauth",
  programs: [{ package: "github.com/VictoriaMetrics/VictoriaMetrics/app/vmauth" }],
  expectedSeconds: 30,
});

/** A remote-write receiver: single-node VictoriaMetrics. */
export const victoriaMetrics = goModule({
  module: "victoriametrics",
  programs: [
    {
      package: "github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics",
      variables: {
        "github.com/VictoriaMetrics/VictoriaMetrics/lib/buildinfo.Version":
          "victoria-metrics-20250718-9d9bea03485e",
      },
    },
  ],
  expectedSeconds: 30,
});

/**
 * Speaks MongoDB's protocol on top of SQLite, and is started like MongoDB's image: MongoDB's own server is not
 * available here.
 */
export const ferretdb = goModule({
  module: "ferretdb",
  programs: [{ package: ".", as: "mongod" }],
  expectedSeconds: 60,
});

const MONGODB_EXPORTER = "github.com/percona/mongodb_exporter";

/** Next to the program, what a real replica set answered: recorded by the exporter's own project for its tests. */
export const mongodbExporter = goModule({
  module: "mongodb-exporter",
  programs: [{ package: MONGODB_EXPORTER, variables: { "main.version": "0.43.1" } }],
  carried: { [MONGODB_EXPORTER]: ["exporter/testdata/get_diagnostic_data.json"] },
  expectedSeconds: 60,
});

/** The metrics API, which tells an autoscaler what pods use. A separate module: it needs a newer Kubernetes client. */
export const metricsServer = goModule({
  module: "metrics-server",
  programs: [
    {
      package: "sigs.k8s.io/metrics-server/cmd/metrics-server",
      variables: { "k8s.io/component-base/version.gitVersion": "v0.9.0" },
    },
  ],
  expectedSeconds: 120,
});

const OPERATOR = "github.com/prometheus-operator/prometheus-operator";
const OPERATOR_VARIABLES = { [PROMETHEUS_VERSION]: "0.85.0" };

/**
 * prometheus-operator, its config reloader, and a program that tells which configurations the operator generates. No
 * stack runs them: a stack with `mode: operator` is deployed next to them.
 */
export const prometheusOperator = goModule({
  module: "prometheus-operator",
  programs: [
    { package: `${OPERATOR}/cmd/operator`, variables: OPERATOR_VARIABLES },
    { package: `${OPERATOR}/cmd/prometheus-config-reloader`, variables: OPERATOR_VARIABLES },
    { package: "./generate", as: "operator-generate" },
  ],
  expectedSeconds: 150,
});

/**
 * Issues certificates. cert-manager's own main program cannot be fetched, so this one is composed of its controllers.
 */
export const certManager = goModule({
  module: "cert-manager",
  programs: [
    {
      package: ".",
      variables: { "github.com/cert-manager/cert-manager/pkg/util.AppVersion": "v1.21.2" },
    },
  ],
  expectedSeconds: 90,
});

/** Looks for mistakes in the workflows. Only its tests need it, not the cluster. */
export const actionlint = goModule({
  module: "actionlint",
  programs: [{ package: "github.com/rhysd/actionlint/cmd/actionlint" }],
  expectedSeconds: 15,
});

/** Checks rendered manifests against schemas and best practices. Only its tests need it, not the cluster. */
export const manifests = goModule({
  module: "manifests",
  programs: [
    { package: "github.com/yannh/kubeconform/cmd/kubeconform" },
    { package: "github.com/zegl/kube-score/cmd/kube-score" },
  ],
  expectedSeconds: 30,
});
