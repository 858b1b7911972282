import { REDIS_PORT as PORT } from "../../service/defaults";
import { mebibytesOf, type Quantity } from "../settings/quantity";
import { redisConf, usersAcl } from "../rendered-config/redis";
import type { RedisAddress } from "../settings/addresses";
import { composed } from "../settings/secretSources";
import { metadataOf } from "../objects/metadata";
import { APPLICATION } from "../objects/names";
import type { Server } from "../kubernetes/server";
import { container, podTemplate, probes } from "../kubernetes/pod";
import { governingService, service } from "../kubernetes/service";
import { configFolder, scratch, secretFolder } from "../kubernetes/volumes";
import { fileOf, secretOf } from "../kubernetes/secret";
import { checksum, configMap, serviceAccount, statefulSet } from "../kubernetes/workload";

const NAME = "redis";
const CONFIG_FOLDER = "/etc/redis";
/** The image's user, redis. */
const UID = 999;

export interface RedisArgs {
  /** @default autodealgenie */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly passwords: RedisAddress["passwords"];
  /** The memory that it may use for data before it evicts keys. */
  readonly maxMemory: Quantity;
}

export function redisServer(args: RedisArgs): Server {
  const metadata = metadataOf(NAME, args.namespace ?? APPLICATION, "cache");
  const governing = governingService(metadata, { redis: PORT });
  const config = configMap(metadata, "config", { "redis.conf": redisConf(args) });
  const { backend, exporter } = args.passwords;
  const secret = secretOf(metadata, {
    "users.acl": composed({ backend, exporter }, usersAcl),
    "probe-password": exporter,
  });
  const mounted = [
    configFolder(CONFIG_FOLDER, [{ folder: "", configMap: config }]),
    secretFolder(secret),
    // Nothing is persisted, so this is only a working directory.
    scratch("data", "/data"),
  ];
  const answers = { exec: { command: ["/bin/sh", "-c", ping(fileOf(secret, "probe-password"))] } };
  return {
    type: "Redis",
    tls: undefined,
    publicEndpoint: undefined,
    // It is not scraped: its exporter exports its metrics.
    monitor: undefined,
    egress: [],
    account: serviceAccount(metadata),
    configMaps: [config],
    secret,
    service: service({ metadata, ports: { redis: PORT } }),
    governing,
    roles: [],
    resource: statefulSet({
      metadata,
      governing,
      replicas: 1,
      template: podTemplate({
        labels: metadata.labels,
        annotations: { "checksum/config": checksum([config]) },
        serviceAccount: NAME,
        group: UID,
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          command: ["redis-server", `${CONFIG_FOLDER}/redis.conf`],
          ports: { redis: PORT },
          probes: probes({ ready: answers, alive: answers, startSeconds: 60 }),
          resources: {
            cpuRequest: "50m",
            memoryRequest: "64Mi",
            memoryLimit: memoryLimit(args.maxMemory),
          },
          uid: UID,
          mounts: mounted.map(({ mount }) => mount),
        }),
      }),
    }),
  };
}

/** The password comes from its file and is never on a command line. */
function ping(passwordFile: string): string {
  return `[ "$(REDISCLI_AUTH="$(cat ${passwordFile})" redis-cli --user exporter ping)" = PONG ]`;
}

/** Memory beyond the data: fragmentation, client buffers, the server itself. */
function memoryLimit(maxMemory: Quantity): Quantity {
  return `${Math.ceil(mebibytesOf(maxMemory) * 1.5) + 64}Mi`;
}
