import * as pulumi from "@pulumi/pulumi";

import type { Address } from "../config/addresses";
import type { Times } from "../config-files/times";
import { metadataOf } from "../kubernetes/metadata";
import { MONITORING } from "../kubernetes/names";
import type { Part } from "../kubernetes/objects";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { registerPart, type PartArgs } from "../kubernetes/register";
import { service, serviceMonitor } from "../kubernetes/service";
import { secretFile, secretFolder } from "../kubernetes/volumes";
import { deployment, serviceAccount } from "../kubernetes/workload";

const NAME = "redis-exporter";
const PORT = 9121;
/** The image's user. */
const UID = 59000;

export interface RedisExporterArgs {
  readonly image: string;
  readonly redis: Address;
  readonly times: Times;
}

export type RedisExporterSecret = "passwords.json";

function redisUrl({ host, port }: Address): string {
  return `redis://${host}:${port}`;
}

/** The file that the exporter looks its password up in. The key has to equal its `--redis.addr`. */
export function redisPasswordFile(redis: Address, password: string): string {
  return JSON.stringify({ [redisUrl(redis)]: password });
}

export function redisExporterPart(args: RedisExporterArgs): Part<RedisExporterSecret> {
  const metadata = metadataOf(NAME, MONITORING, "exporter");
  const secret = { metadata, keys: ["passwords.json"] satisfies RedisExporterSecret[] };
  const secrets = secretFolder(secret);
  return {
    account: serviceAccount(metadata),
    configMaps: [],
    secret,
    service: service({ metadata, ports: { metrics: PORT } }),
    monitor: serviceMonitor(metadata, "metrics", {
      interval: args.times.scrapeInterval,
      timeout: args.times.scrapeTimeout,
    }),
    roles: [],
    workload: deployment({
      metadata,
      replicas: 1,
      template: podTemplate({
        labels: metadata.labels,
        serviceAccount: NAME,
        group: UID,
        volumes: [secrets].flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          args: [
            `--redis.addr=${redisUrl(args.redis)}`,
            "--redis.user=exporter",
            `--redis.password-file=${secretFile("passwords.json")}`,
          ],
          ports: { metrics: PORT },
          probes: probes({
            // Asks Redis nothing: a Redis that is down is no fault of the exporter's.
            ready: httpGet("/health", "metrics"),
            alive: httpGet("/health", "metrics"),
            startSeconds: 60,
          }),
          resources: { cpuRequest: "10m", memoryRequest: "32Mi", memoryLimit: "128Mi" },
          uid: UID,
          mounts: [secrets.mount],
        }),
      }),
    }),
  };
}

/** Says how Redis fares, in Prometheus's words. */
export class RedisExporter extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: PartArgs<RedisExporterSecret>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("autodealgenie:monitoring:RedisExporter", name, {}, opts);
    registerPart(this, args);
    this.registerOutputs({});
  }
}
