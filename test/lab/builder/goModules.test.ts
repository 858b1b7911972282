import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { CHARTS, IMAGES } from "../../../infra/versions";
import { RUN_IMAGES } from "../../../lab/builder/runImages";
import { exec } from "../../../lab/builder/exec";
import crd from "../../../infra/crds/servicemonitors.json";
import { LAB_IMAGES } from "../../../lab/builder/labImages";
import { PREVIOUS_IMAGES, type UpgradedName } from "../../../lab/builder/previous";
import { PATHS } from "../../../lab/paths";

interface Required {
  readonly Path: string;
  /** Undefined if the path is a folder. */
  readonly Version?: string;
}

interface GoMod {
  readonly Go: string;
  readonly Require: readonly Required[];
  readonly Replace: readonly { readonly Old: Required; readonly New: Required }[] | null;
}

const MODULES = readdirSync(PATHS.modules);
/** A release, or Go's pseudo-version of a commit if a module has no releases: nothing that can move. */
const EXACT = /^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+incompatible)?$/;

/** A path within the module's own folder, which is part of its sources. */
const isOurs = ({ Path }: Required) => Path.startsWith("./");

const env = { CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" };
const go = (module: string, ...args: readonly string[]) =>
  exec("go", args, { cwd: join(PATHS.modules, module), env });
const manifestOf = async (module: string) =>
  JSON.parse(await go(module, "mod", "edit", "-json")) as GoMod;

describe.each(MODULES)("the Go module %s", (module) => {
  it("requires only exact versions from a module proxy", async () => {
    const { Require, Replace } = await manifestOf(module);
    const used = [...Require, ...(Replace ?? []).map((each) => each.New)];
    const moving = used.filter((each) => !isOurs(each) && !EXACT.test(each.Version ?? ""));
    expect(moving).toEqual([]);
  });

  it("has a checksum in go.sum for every required module", async () => {
    const path = join(PATHS.modules, module, "go.sum");
    expect(existsSync(path)).toBe(true);
    const sums = new Set(
      readFileSync(path, "utf8")
        .split("\n")
        .map((line) => line.split(" ").slice(0, 2).join(" ").replace("/go.mod", "")),
    );
    const { Require, Replace } = await manifestOf(module);
    const used = Require.map(
      (each) => Replace?.find(({ Old }) => Old.Path === each.Path)?.New ?? each,
    );
    const missing = used.filter(
      (each) => !isOurs(each) && !sums.has(`${each.Path} ${each.Version ?? ""}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("the built versions", () => {
  const tagOf = (image: string) => image.slice(image.lastIndexOf(":") + 1);
  /** Prometheus 3.15.0 has the module version v0.315.0. */
  const moduleTagOf = (image: string) =>
    tagOf(image).replace(/^v3\.(\d+)/, (_, minor: string) => `v0.3${minor.padStart(2, "0")}`);

  it.each([
    ["alertmanager", "github.com/prometheus/alertmanager", tagOf(RUN_IMAGES.alertmanager)],
    ["blackbox", "github.com/prometheus/blackbox_exporter", tagOf(RUN_IMAGES.blackboxExporter)],
    ["kube-state-metrics", "k8s.io/kube-state-metrics/v2", tagOf(RUN_IMAGES.kubeStateMetrics)],
    ["thanos", "github.com/thanos-io/thanos", tagOf(RUN_IMAGES.thanos)],
    [
      "mongodb-exporter",
      "github.com/percona/mongodb_exporter",
      `v${tagOf(RUN_IMAGES.mongodbExporter)}`,
    ],
    ["rclone", "github.com/rclone/rclone", `v${tagOf(RUN_IMAGES.rclone)}`],
    ["observability", "github.com/coredns/coredns", tagOf(LAB_IMAGES.coredns)],
    [
      "observability",
      "github.com/prometheus-community/postgres_exporter",
      tagOf(RUN_IMAGES.postgresExporter),
    ],
    ["metrics-server", "sigs.k8s.io/metrics-server", tagOf(LAB_IMAGES.metricsServer)],
    ["cert-manager", "github.com/cert-manager/cert-manager", CHARTS.certManager],
    ["observability", "github.com/prometheus/prometheus", moduleTagOf(RUN_IMAGES.prometheus)],
    [
      "prometheus-previous",
      "github.com/prometheus/prometheus",
      moduleTagOf(PREVIOUS_IMAGES.prometheus),
    ],
    [
      "alertmanager-previous",
      "github.com/prometheus/alertmanager",
      tagOf(PREVIOUS_IMAGES.alertmanager),
    ],
    ["thanos-previous", "github.com/thanos-io/thanos", tagOf(PREVIOUS_IMAGES.thanos)],
  ])("match the image tags: %s, %s", async (module, path, version) => {
    const { Require } = await manifestOf(module);
    expect(Require.find(({ Path }) => Path === path)?.Version).toBe(version);
  });

  it.each([
    ["kafka", "docker.io/apache/kafka", tagOf(IMAGES.kafka)],
    ["mongodb-exporter", "docker.io/percona/mongodb_exporter", tagOf(IMAGES.mongodbExporter)],
  ])("match the base image in the Dockerfile of %s", (folder, from, tag) => {
    const dockerfile = join(PATHS.project, "infra/images", folder, "Dockerfile");
    expect(readFileSync(dockerfile, "utf8")).toContain(`\nFROM ${from}:${tag}\n`);
  });

  it("match the versions that the programs are built to report", async () => {
    const source = readFileSync(join(PATHS.project, "lab/builder/go.ts"), "utf8");
    const requires = async (module: string, path: string) =>
      (await manifestOf(module)).Require.find(({ Path }) => Path === path)?.Version?.slice(1);
    const kubernetes = await requires("kubernetes", "k8s.io/kubernetes");
    expect(source).toContain(`KUBERNETES_VERSION = "${kubernetes}"`);
    expect(source).toContain(`gitVersion": "${tagOf(LAB_IMAGES.metricsServer)}"`);
    expect(source).toContain(`rclone/fs.Version": "v${tagOf(RUN_IMAGES.rclone)}"`);
    expect(source).toContain(`AppVersion": "${tagOf(LAB_IMAGES.certManager)}"`);
    for (const image of [
      "prometheus",
      "alertmanager",
      "postgresExporter",
      "blackboxExporter",
      "kubeStateMetrics",
      "thanos",
    ] as const) {
      expect(source).toContain(`[PROMETHEUS_VERSION]: "${tagOf(RUN_IMAGES[image]).slice(1)}"`);
    }
    for (const image of Object.values(PREVIOUS_IMAGES)) {
      expect(source).toContain(`[PROMETHEUS_VERSION]: "${tagOf(image).slice(1)}"`);
    }
  });

  it("match the version that the Pulumi CLI is built to report", async () => {
    const { Require } = await manifestOf("pulumi");
    const version = Require.find(({ Path }) => Path === "github.com/pulumi/pulumi/pkg/v3")?.Version;
    const source = readFileSync(join(PATHS.project, "lab/builder/pulumi.ts"), "utf8");
    expect(source).toContain(`version.Version": "${version}"`);
  });

  const minorOf = (version: string) => {
    const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(version) ?? [];
    return { major, minor: Number(minor) };
  };
  const before = (version: string) => {
    const { major, minor } = minorOf(version);
    return { major, minor: minor - 1 };
  };

  it("are one minor version older for tested upgrades", async () => {
    for (const name of Object.keys(PREVIOUS_IMAGES) as UpgradedName[]) {
      expect(minorOf(tagOf(PREVIOUS_IMAGES[name]))).toEqual(before(tagOf(RUN_IMAGES[name])));
    }
    const operator = "github.com/prometheus-operator/prometheus-operator";
    const { Require } = await manifestOf("prometheus-operator-previous");
    const previous = Require.find(({ Path }) => Path === operator)?.Version ?? "";
    const vendored = crd.metadata.annotations["operator.prometheus.io/version"];
    expect(minorOf(previous)).toEqual(before(vendored));
  });

  it("match the vendored CRDs for prometheus-operator", async () => {
    const { Require } = await manifestOf("prometheus-operator");
    const operator = "github.com/prometheus-operator/prometheus-operator";
    const versions = Require.filter(({ Path }) => Path.startsWith(operator)).map(
      ({ Version }) => Version,
    );
    const vendored = `v${crd.metadata.annotations["operator.prometheus.io/version"]}`;
    expect(new Set(versions)).toEqual(new Set([vendored]));
    const source = readFileSync(join(PATHS.project, "lab/builder/go.ts"), "utf8");
    expect(source).toContain(`[PROMETHEUS_VERSION]: "${vendored.slice(1)}"`);
  });
});

// The flags of the build itself, so that cached packages need not be compiled again.
const FLAGS = ["-trimpath", "-gcflags=all=-dwarf=false"];

describe("our own Go code", () => {
  it("is formatted", async () => {
    expect(await exec("gofmt", ["-l", PATHS.modules])).toBe("");
  });

  it("passes `go vet` and its tests in the module node", async () => {
    await go("node", "vet", ...FLAGS, "./...");
    await go("node", "test", ...FLAGS, "./...");
  }, 300_000);
});
