import { symlink } from "node:fs/promises";
import { freemem } from "node:os";
import { join } from "node:path";

import { PATHS } from "../paths";
import { exec } from "./exec";
import { hashOf, hashOfFolder } from "./hash";
import type { Stage } from "./stage";

interface Program {
  /** What `go build` is given. */
  readonly package: string;
  /** The program's name, where its package's last name is another. */
  readonly as?: string;
  /** The linker's `-X` settings: where the program keeps its own version. */
  readonly variables?: Readonly<Record<string, string>>;
}

interface GoModule {
  /** Its folder below lab/modules. */
  readonly module: string;
  readonly tags?: readonly string[];
  readonly programs: readonly Program[];
  /** Further names for a program, each a link to it: link -> program. */
  readonly links?: Readonly<Record<string, string>>;
  readonly expectedSeconds: number;
}

/**
 * Programs linked from one pinned Go module, each under its package's last name. Go's own build cache
 * keeps what is compiled: a stage that was stopped goes on from there.
 */
function goModule({ module, tags = [], programs, links = {}, expectedSeconds }: GoModule): Stage {
  const folder = join(PATHS.modules, module);
  // No symbols: nobody debugs these here, and they are a third of the link.
  const flags = ["-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false"];
  return {
    name: module,
    needs: [],
    inputs: () =>
      hashOf(hashOfFolder(folder), JSON.stringify({ flags, tags, programs, links }), process.arch),
    expectedSeconds,
    make: async ({ output, log }) => {
      for (const program of programs) {
        const variables = Object.entries(program.variables ?? {}).map(([k, v]) => `-X ${k}=${v}`);
        await exec(
          "go",
          [
            "build",
            ...flags,
            ...(tags.length > 0 ? [`-tags=${tags.join(",")}`] : []),
            `-ldflags=${["-s", "-w", ...variables].join(" ")}`,
            "-o",
            `${output}/${program.as ?? ""}`,
            program.package,
          ],
          {
            cwd: folder,
            env: { CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off", ...collectRarely() },
            log,
          },
        );
      }
      for (const [link, program] of Object.entries(links)) {
        await symlink(program, join(output, link));
      }
    },
  };
}

const MIB = 2 ** 20;

/**
 * Has the compiler, which lives for seconds, hardly ever collect its garbage: a third less of its time,
 * as measured on etcd's module. The limit is each process's, and four may run at once.
 */
function collectRarely(): Readonly<Record<string, string>> {
  const limit = Math.min(1024, Math.max(256, Math.floor(freemem() / MIB / 8)));
  return { GOGC: "off", GOMEMLIMIT: `${limit}MiB` };
}

const KUBERNETES_VERSION = "1.34.4";
const KUBERNETES_VARIABLES = {
  "k8s.io/component-base/version.gitVersion": `v${KUBERNETES_VERSION}`,
  "k8s.io/component-base/version.gitMajor": "1",
  "k8s.io/component-base/version.gitMinor": "34",
  "k8s.io/component-base/version.gitTreeState": "clean",
  "k8s.io/component-base/version.buildDate": "1970-01-01T00:00:00Z",
};
const PROMETHEUS_VERSION = "github.com/prometheus/common/version.Version";

/** The machine under the node, the maker of images, and what runs in the smallest of them. */
export const nodePrograms = goModule({
  module: "node",
  programs: ["./labnode", "./labimage", "./pause", "./website"].map((name) => ({ package: name })),
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

/** Every Kubernetes program in one, which is the one by whose name it is called. */
export const kubernetes = goModule({
  module: "kubernetes",
  programs: [{ package: ".", variables: KUBERNETES_VARIABLES }],
  links: Object.fromEntries(KUBERNETES_PROGRAMS.map((name) => [name, "kubernetes"])),
  expectedSeconds: 280,
});

/** Only Kubernetes' service discovery is used, and leaving out the clouds' saves most of the build. */
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

/** The minor versions before these, which a stack is upgraded from. One test alone needs them, not the cluster. */
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

/** A module of its own: it needs an older common library than Prometheus does. */
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

/** A module of its own: it needs an older Kubernetes client than Prometheus does. */
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

/** As Thanos's releases are built: with labels that take a pointer and a length. */
const THANOS_TAGS = ["netgo", "slicelabels"];

/** Keeps samples for years, and asks several Prometheus servers as one. */
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

/** The minor version before, as the other two. */
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

/** An object storage that speaks S3's protocol. */
export const minio = goModule({
  module: "minio",
  programs: [{ package: "github.com/minio/minio" }],
  expectedSeconds: 120,
});

/** Copies files into an object storage, and back. */
export const rclone = goModule({
  module: "rclone",
  programs: [{ package: ".", variables: { "github.com/rclone/rclone/fs.Version": "v1.74.0" } }],
  expectedSeconds: 100,
});

/** Somebody to send samples to: single-node VictoriaMetrics. */
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

/** The metrics API, by which an autoscaler knows what pods use. A module of its own: it needs a newer Kubernetes client. */
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

/** Issues certificates. The module's own program cannot be fetched: this one is composed of its controllers. */
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

/** Looks for mistakes in the workflows. Its tests alone need it, not the cluster. */
export const actionlint = goModule({
  module: "actionlint",
  programs: [{ package: "github.com/rhysd/actionlint/cmd/actionlint" }],
  expectedSeconds: 15,
});

/** Judges what is rendered: by its schemas, and by good manners. Its tests alone need it, not the cluster. */
export const manifests = goModule({
  module: "manifests",
  programs: [
    { package: "github.com/yannh/kubeconform/cmd/kubeconform" },
    { package: "github.com/zegl/kube-score/cmd/kube-score" },
  ],
  expectedSeconds: 30,
});
