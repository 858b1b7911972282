import { readFileSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { CHARTS, IMAGES } from "../../infra/versions";
import { PATHS } from "../paths";
import { RECEIVERS_IMAGE, RUNTIME_PACKAGES } from "../receivers/image";
import { UPSTREAMS_IMAGE, UPSTREAMS_PACKAGES } from "../upstreams/image";
import { debianTree } from "./debian";
import { exec } from "./exec";
import {
  alertmanager,
  blackboxExporter,
  certManager,
  kubeStateMetrics,
  metricsServer,
  minio,
  nodePrograms,
  prometheus,
  rclone,
  thanos,
  victoriaMetrics,
} from "./go";
import { hashOf, hashOfFolder } from "./hash";
import { imageStage, type ImageConfig, type ImageStage } from "./image";
import { copyFrom, librariesOf, sharedObjectsIn } from "./libraries";
import { closure, copyPackages, dependenciesOf } from "./nodeModules";
import { outputOf, type Stage } from "./stage";

/** Images that only the local cluster runs. */
export const LAB_IMAGES = {
  pause: "registry.k8s.io/pause:3.10",
  website: "autodealgenie.dev/lab/website:1.0.0",
  coredns: "registry.k8s.io/coredns/coredns:v1.15.0",
  minio: "quay.io/minio/minio:RELEASE.2026-02-12T20-18-48Z",
  victoriaMetrics: "docker.io/victoriametrics/victoria-metrics:v1.122.0",
  metricsServer: "registry.k8s.io/metrics-server/metrics-server:v0.9.0",
  certManager: `quay.io/jetstack/cert-manager-controller:${CHARTS.certManager}`,
} as const;

const NOBODY = "65534";

/** Where programs look for the authorities that everybody trusts. */
export const AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

async function install(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await chmod(to, 0o755);
}

/** Programs of a stage, each at its path in an image. */
async function installAll(
  stage: Stage,
  files: Readonly<Record<string, string>>,
  root: string,
): Promise<void> {
  for (const [program, path] of Object.entries(files)) {
    await install(join(outputOf(stage), program), join(root, path));
  }
}

/** An image of programs that need nothing but the kernel. */
function staticImage(
  name: string,
  image: string,
  stage: Stage,
  files: Readonly<Record<string, string>>,
  entrypoint: string,
): ImageStage {
  return imageStage({
    name,
    image,
    needs: [stage],
    inputs: () => JSON.stringify(files),
    config: { Entrypoint: [entrypoint], User: NOBODY },
    fill: async (root) => {
      await installAll(stage, files, root);
    },
  });
}

/** The same beside a shell and what scripts use, as the image has them that this one stands for. */
function shellImage(
  name: string,
  image: string,
  stage: Stage,
  files: Readonly<Record<string, string>>,
  entrypoint: string,
): ImageStage {
  return imageStage({
    name,
    image,
    needs: [stage, debianTree],
    inputs: () => JSON.stringify({ files, SHELL, COREUTILS }),
    config: { Entrypoint: [entrypoint], User: NOBODY, Env: ["PATH=/usr/local/bin:/usr/bin:/bin"] },
    fill: async (root) => {
      const tree = outputOf(debianTree);
      const programs = [...SHELL, ...COREUTILS];
      const paths = programs.map((path) => join(tree, path));
      await copyFrom(tree, root, [...programs, ...(await librariesOf(tree, paths))]);
      await installAll(stage, files, root);
    },
  });
}

const USERS = {
  "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nservice:x:999:999::/:/bin/sh\n",
  "etc/group": "root:x:0:\nservice:x:999:\n",
  "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
};

interface DebianImageArgs {
  readonly name: string;
  readonly image: string;
  readonly programs: readonly string[];
  /** What the programs read and load. */
  readonly folders: readonly string[];
  /** What of the folders stays out. */
  readonly except: readonly string[];
  readonly config: ImageConfig;
}

/** An image of some of Debian's files, with the libraries that they link. */
function debianImage(args: DebianImageArgs): ImageStage {
  const { name, image, programs, folders, except, config } = args;
  return imageStage({
    name,
    image,
    needs: [debianTree],
    inputs: () => JSON.stringify({ programs, folders, except, USERS }),
    config,
    fill: async (root) => {
      const tree = outputOf(debianTree);
      const linking = [...programs, ...sharedObjectsIn(tree, folders, except)];
      const libraries = await librariesOf(
        tree,
        linking.map((path) => join(tree, path)),
      );
      await copyFrom(tree, root, [...folders, ...programs, ...libraries], except);
      await writeUsers(root);
    },
  });
}

async function writeUsers(root: string): Promise<void> {
  await mkdir(join(root, "etc"), { recursive: true });
  for (const [path, text] of Object.entries(USERS)) await writeFile(join(root, path), text);
}

const SHELL = ["bin/sh"];
/** The little of coreutils that start scripts and people use. */
const COREUTILS = [
  ...["cat", "chmod", "cp", "date", "ls", "mkdir", "mktemp", "mv", "rm", "sleep", "touch"].map(
    (name) => `bin/${name}`,
  ),
  ...["env", "head", "id"].map((name) => `usr/bin/${name}`),
];
const POSTGRES_BIN = "usr/lib/postgresql/15/bin";
const POSTGRES_LIB = "usr/lib/postgresql/15/lib";

/** A Node.js program of ours, compiled, with the packages that it needs and this machine's Node.js. */
function nodeImage(args: {
  readonly name: string;
  readonly image: string;
  readonly folder: string;
  readonly packages: () => readonly string[];
}): ImageStage {
  const folder = join(PATHS.project, args.folder);
  const lockfile = join(PATHS.project, "package-lock.json");
  return imageStage({
    name: args.name,
    image: args.image,
    needs: [debianTree],
    inputs: () =>
      hashOf(hashOfFolder(folder), readFileSync(lockfile, "utf8"), process.version, process.arch),
    config: {
      Entrypoint: ["/usr/local/bin/node"],
      Cmd: ["dist/main.js"],
      WorkingDir: "/app",
      User: "10001",
      // Node.js reads no system's authorities by itself; these the node gives every container.
      Env: [
        `NODE_EXTRA_CA_CERTS=${AUTHORITIES}`,
        "NODE_ENV=production",
        "PATH=/usr/local/bin:/usr/bin:/bin",
      ],
    },
    fill: async (root, log) => {
      const tree = outputOf(debianTree);
      const app = join(root, "app");
      await install(process.execPath, join(root, "usr/local/bin/node"));
      await writeUsers(root);
      const tsc = join(PATHS.project, "node_modules/typescript/bin/tsc");
      await exec(process.execPath, [tsc, "-p", folder, "--outDir", join(app, "dist")], { log });
      await writeFile(join(app, "package.json"), '{"type":"commonjs"}\n');
      await copyPackages(closure(args.packages(), folder), folder, app);
      const addons = (await readdir(app, { recursive: true })).filter((path) =>
        path.endsWith(".node"),
      );
      const programs = [process.execPath, ...addons.map((path) => join(app, path))];
      await copyFrom(tree, root, await librariesOf(tree, programs));
    },
  });
}

/** Every image of the local cluster that can be made without a registry, whichever stack it runs. */
export const images: readonly ImageStage[] = [
  staticImage("pause", LAB_IMAGES.pause, nodePrograms, { pause: "pause" }, "/pause"),
  staticImage("website", LAB_IMAGES.website, nodePrograms, { website: "website" }, "/website"),
  staticImage("coredns", LAB_IMAGES.coredns, prometheus, { coredns: "coredns" }, "/coredns"),
  staticImage(
    "prometheus",
    IMAGES.prometheus,
    prometheus,
    { prometheus: "bin/prometheus", promtool: "bin/promtool" },
    "/bin/prometheus",
  ),
  shellImage(
    "alertmanager",
    IMAGES.alertmanager,
    alertmanager,
    { alertmanager: "bin/alertmanager", amtool: "bin/amtool" },
    "/bin/alertmanager",
  ),
  staticImage(
    "postgres-exporter",
    IMAGES.postgresExporter,
    prometheus,
    { postgres_exporter: "bin/postgres_exporter" },
    "/bin/postgres_exporter",
  ),
  staticImage(
    "blackbox-exporter",
    IMAGES.blackboxExporter,
    blackboxExporter,
    { blackbox_exporter: "bin/blackbox_exporter" },
    "/bin/blackbox_exporter",
  ),
  staticImage(
    "kube-state-metrics",
    IMAGES.kubeStateMetrics,
    kubeStateMetrics,
    { "kube-state-metrics": "kube-state-metrics" },
    "/kube-state-metrics",
  ),
  imageStage({
    name: "redis-exporter",
    image: IMAGES.redisExporter,
    needs: [debianTree],
    config: { Entrypoint: ["/redis_exporter"], User: "59000" },
    fill: async (root) => {
      const tree = outputOf(debianTree);
      const program = join(tree, "usr/bin/prometheus-redis-exporter");
      await install(program, join(root, "redis_exporter"));
      await copyFrom(tree, root, await librariesOf(tree, [program]));
    },
  }),
  debianImage({
    name: "redis",
    image: IMAGES.redis,
    programs: [...SHELL, ...COREUTILS, "usr/bin/redis-server", "usr/bin/redis-cli"],
    folders: [],
    except: [],
    config: { Cmd: ["redis-server"], User: "999", Env: ["PATH=/usr/local/bin:/usr/bin:/bin"] },
  }),
  debianImage({
    name: "postgres",
    image: IMAGES.postgres,
    programs: [
      ...SHELL,
      ...COREUTILS,
      ...[
        ...["initdb", "pg_ctl", "pg_dump", "pg_isready", "pg_restore", "pgbench"],
        ...["postgres", "psql"],
      ].map((name) => `${POSTGRES_BIN}/${name}`),
    ],
    folders: [POSTGRES_LIB, "usr/share/postgresql/15", "usr/share/zoneinfo"],
    // PostgreSQL does without the compiler that is not there, but fails on one that cannot be loaded.
    except: [`${POSTGRES_LIB}/llvmjit.so`, `${POSTGRES_LIB}/bitcode`],
    config: {
      Cmd: ["postgres"],
      User: "999",
      StopSignal: "SIGINT",
      Env: [`PATH=/${POSTGRES_BIN}:/usr/local/bin:/usr/bin:/bin`],
    },
  }),
  nodeImage({
    name: "backend",
    image: IMAGES.backend,
    folder: "service",
    packages: () => dependenciesOf(join(PATHS.project, "service/package.json")),
  }),
  nodeImage({
    name: "receivers",
    image: RECEIVERS_IMAGE,
    folder: "lab/receivers",
    packages: () => RUNTIME_PACKAGES,
  }),
  nodeImage({
    name: "upstreams",
    image: UPSTREAMS_IMAGE,
    folder: "lab/upstreams",
    packages: () => UPSTREAMS_PACKAGES,
  }),
];

/** Those that the prod stack needs beyond these, with the servers outside that its settings name. */
export const prodImages: readonly ImageStage[] = [
  staticImage("thanos", IMAGES.thanos, thanos, { thanos: "bin/thanos" }, "/bin/thanos"),
  shellImage(
    "rclone",
    IMAGES.rclone,
    rclone,
    { rclone: "usr/local/bin/rclone" },
    "/usr/local/bin/rclone",
  ),
  staticImage("minio", LAB_IMAGES.minio, minio, { minio: "usr/bin/minio" }, "/usr/bin/minio"),
  staticImage(
    "victoria-metrics",
    LAB_IMAGES.victoriaMetrics,
    victoriaMetrics,
    { "victoria-metrics": "victoria-metrics-prod" },
    "/victoria-metrics-prod",
  ),
  staticImage(
    "metrics-server",
    LAB_IMAGES.metricsServer,
    metricsServer,
    { "metrics-server": "metrics-server" },
    "/metrics-server",
  ),
  staticImage(
    "cert-manager",
    LAB_IMAGES.certManager,
    certManager,
    { "cert-manager": "app/cmd/controller/controller" },
    "/app/cmd/controller/controller",
  ),
];
