import { join } from "node:path";

import { RUN_IMAGES } from "./runImages";
import { PATHS } from "../paths";
import { RECEIVERS_IMAGE, RUNTIME_PACKAGES } from "../receivers/image";
import { UPSTREAMS_IMAGE, UPSTREAMS_PACKAGES } from "../upstreams/image";
import { debianTree } from "./debian";
import { debianImage } from "./debianImage";
import { COREUTILS, install, SHELL } from "./files";
import {
  alertmanager,
  blackboxExporter,
  certManager,
  cortex,
  ferretdb,
  kubeStateMetrics,
  metricsServer,
  minio,
  mongodbExporter,
  nodePrograms,
  prometheus,
  prometheusOperator,
  rclone,
  thanos,
  victoriaMetrics,
  vmAuth,
} from "./go";
import { exec } from "./exec";
import { imageStage, type ImageStage } from "./image";
import { javaTree } from "./java";
import { KAFKA, kafkaJars } from "./kafka";
import { LAB_IMAGES } from "./labImages";
import { copyFrom, librariesOf } from "./libraries";
import { nodeImage } from "./nodeImage";
import { dependenciesOf } from "./nodeModules";
import { shellImage, staticImage } from "./programImage";
import { outputOf } from "./stage";

const POSTGRES_BIN = "usr/lib/postgresql/15/bin";
const POSTGRES_LIB = "usr/lib/postgresql/15/lib";

/** Every image for the local cluster that can be built without a registry and does not depend on the stack. */
export const images: readonly ImageStage[] = [
  staticImage("pause", LAB_IMAGES.pause, nodePrograms, { pause: "pause" }, "/pause"),
  staticImage("website", LAB_IMAGES.website, nodePrograms, { website: "website" }, "/website"),
  staticImage("coredns", LAB_IMAGES.coredns, prometheus, { coredns: "coredns" }, "/coredns"),
  staticImage(
    "prometheus",
    RUN_IMAGES.prometheus,
    prometheus,
    { prometheus: "bin/prometheus", promtool: "bin/promtool" },
    "/bin/prometheus",
  ),
  shellImage(
    "alertmanager",
    RUN_IMAGES.alertmanager,
    alertmanager,
    { alertmanager: "bin/alertmanager", amtool: "bin/amtool" },
    "/bin/alertmanager",
  ),
  staticImage(
    "postgres-exporter",
    RUN_IMAGES.postgresExporter,
    prometheus,
    { postgres_exporter: "bin/postgres_exporter" },
    "/bin/postgres_exporter",
  ),
  staticImage(
    "blackbox-exporter",
    RUN_IMAGES.blackboxExporter,
    blackboxExporter,
    { blackbox_exporter: "bin/blackbox_exporter" },
    "/bin/blackbox_exporter",
  ),
  staticImage(
    "kube-state-metrics",
    RUN_IMAGES.kubeStateMetrics,
    kubeStateMetrics,
    { "kube-state-metrics": "kube-state-metrics" },
    "/kube-state-metrics",
  ),
  imageStage({
    name: "redis-exporter",
    image: RUN_IMAGES.redisExporter,
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
    image: RUN_IMAGES.redis,
    programs: [...SHELL, ...COREUTILS, "usr/bin/redis-server", "usr/bin/redis-cli"],
    folders: [],
    except: [],
    config: { Cmd: ["redis-server"], User: "999", Env: ["PATH=/usr/local/bin:/usr/bin:/bin"] },
  }),
  debianImage({
    name: "postgres",
    image: RUN_IMAGES.postgres,
    programs: [
      ...SHELL,
      ...COREUTILS,
      ...[
        ...["initdb", "pg_ctl", "pg_dump", "pg_isready", "pg_restore", "pgbench"],
        ...["postgres", "psql"],
      ].map((name) => `${POSTGRES_BIN}/${name}`),
    ],
    folders: [POSTGRES_LIB, "usr/share/postgresql/15", "usr/share/zoneinfo"],
    // PostgreSQL works without the JIT compiler if it is missing, but fails if it is there and cannot be loaded.
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
    image: RUN_IMAGES.backend,
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

/** The additional images for the prod stack, including the external servers that its settings name. */
export const prodImages: readonly ImageStage[] = [
  staticImage("thanos", RUN_IMAGES.thanos, thanos, { thanos: "bin/thanos" }, "/bin/thanos"),
  shellImage(
    "rclone",
    RUN_IMAGES.rclone,
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

/** The additional images for settings that dev leaves out. */
export const extraImages = {
  kafka: [
    imageStage({
      name: "kafka",
      image: RUN_IMAGES.kafka,
      needs: [javaTree, kafkaJars],
      config: { User: "1000", Env: ["PATH=/usr/local/bin:/usr/bin:/bin"] },
      fill: async (root, log) => {
        // Symbolic links in the tree stay links: Java looks for its files relative to its own location.
        await exec("cp", ["-a", `${outputOf(javaTree)}/.`, root], { log });
        await exec("cp", ["-a", join(outputOf(kafkaJars), KAFKA), join(root, "opt")], { log });
      },
    }),
  ],
  mongodb: [
    staticImage("mongodb", RUN_IMAGES.mongodb, ferretdb, { mongod: "bin/mongod" }, "/bin/mongod"),
    shellImage(
      "mongodb-exporter",
      RUN_IMAGES.mongodbExporter,
      mongodbExporter,
      { mongodb_exporter: "mongodb_exporter" },
      "/mongodb_exporter",
    ),
  ],
  cortex: [
    staticImage("cortex", LAB_IMAGES.cortex, cortex, { cortex: "bin/cortex" }, "/bin/cortex"),
    staticImage("vmauth", LAB_IMAGES.vmAuth, vmAuth, { vmauth: "vmauth-prod" }, "/vmauth-prod"),
  ],
  operator: [
    staticImage(
      "prometheus-operator",
      LAB_IMAGES.prometheusOperator,
      prometheusOperator,
      { operator: "bin/operator" },
      "/bin/operator",
    ),
    staticImage(
      "prometheus-config-reloader",
      LAB_IMAGES.prometheusConfigReloader,
      prometheusOperator,
      { "prometheus-config-reloader": "bin/prometheus-config-reloader" },
      "/bin/prometheus-config-reloader",
    ),
  ],
} as const satisfies Readonly<Record<string, readonly ImageStage[]>>;
