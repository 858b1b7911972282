import * as pulumi from "@pulumi/pulumi";

import { REDIS_PORT as PORT } from "../../service/defaults";
import { mebibytesOf, type Quantity } from "../settings/quantity";
import { redisConf } from "../rendered-config/redis";
import { metadataOf } from "../kubernetes/metadata";
import { APPLICATION } from "../kubernetes/names";
import type { Part } from "../kubernetes/objects";
import { container, podTemplate, probes } from "../kubernetes/pod";
import { registerPart, type PartArgs } from "../kubernetes/register";
import { governingService, service } from "../kubernetes/service";
import { configFolder, scratch, secretFile, secretFolder } from "../kubernetes/volumes";
import { checksum, configMap, serviceAccount, statefulSet } from "../kubernetes/workload";

const NAME = "redis";
const CONFIG_FOLDER = "/etc/redis";
/** The image's user, redis. */
const UID = 999;

export type RedisSecret = "users.acl" | "probe-password";

export interface RedisArgs {
  readonly image: string;
  /** What it may hold before it evicts. */
  readonly maxMemory: Quantity;
}

export function redisPart(args: RedisArgs): Part<RedisSecret> {
  const metadata = metadataOf(NAME, APPLICATION, "cache");
  const governing = governingService(metadata, { redis: PORT });
  const config = configMap(metadata, "config", { "redis.conf": redisConf(args) });
  const secret = { metadata, keys: ["users.acl", "probe-password"] satisfies RedisSecret[] };
  const mounted = [
    configFolder(CONFIG_FOLDER, [{ folder: "", configMap: config }]),
    secretFolder(secret),
    // Nothing is kept, so this is a working directory only.
    scratch("data", "/data"),
  ];
  const answers = { exec: { command: ["/bin/sh", "-c", PING] } };
  return {
    account: serviceAccount(metadata),
    configMaps: [config],
    secret,
    service: service({ metadata, ports: { redis: PORT } }),
    governing,
    roles: [],
    workload: statefulSet({
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

/** The password comes from its file and never stands on a command line. */
const PING = `[ "$(REDISCLI_AUTH="$(cat ${secretFile("probe-password")})" redis-cli --user exporter ping)" = PONG ]`;

/** Beyond the data: fragmentation, the clients' buffers, the server itself. */
function memoryLimit(maxMemory: Quantity): Quantity {
  return `${Math.ceil(mebibytesOf(maxMemory) * 1.5) + 64}Mi`;
}

/** The application's cache, where nobody else runs it. */
export class Redis extends pulumi.ComponentResource {
  constructor(name: string, args: PartArgs<RedisSecret>, opts?: pulumi.ComponentResourceOptions) {
    super("autodealgenie:monitoring:Redis", name, {}, opts);
    registerPart(this, args);
    this.registerOutputs({});
  }
}
