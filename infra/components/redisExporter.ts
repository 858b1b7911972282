import * as pulumi from "@pulumi/pulumi";

import type { RedisAddress } from "../settings/addresses";
import type { Times } from "../rendered-config/times";
import { AUTHORITY_FILE, authorityConfig } from "../kubernetes/authority";
import { exporterPart } from "../kubernetes/exporter";
import { asks } from "../kubernetes/network/asks";
import type { Part } from "../kubernetes/objects";
import { registerPart, type PartArgs } from "../kubernetes/register";
import { secretFile } from "../kubernetes/volumes";

export interface RedisExporterArgs {
  readonly image: string;
  readonly redis: RedisAddress;
  readonly times: Times;
}

export type RedisExporterSecret = "passwords.json";

function redisUrl({ host, port, tls }: RedisAddress): string {
  return `${tls ? "rediss" : "redis"}://${host}:${port}`;
}

/** The file that the exporter looks its password up in. The key has to equal its `--redis.addr`. */
export function redisPasswordFile(redis: RedisAddress, password: string): string {
  return JSON.stringify({ [redisUrl(redis)]: password });
}

export function redisExporterPart(args: RedisExporterArgs): Part<RedisExporterSecret> {
  const { image, redis, times } = args;
  return exporterPart({
    name: "redis-exporter",
    image,
    port: 9121,
    uid: 59000,
    secret: "passwords.json",
    asks: asks([redis]),
    ...authorityConfig(redis),
    ownPage: "/health",
    args: [
      `--redis.addr=${redisUrl(redis)}`,
      "--redis.user=exporter",
      `--redis.password-file=${secretFile("passwords.json")}`,
      ...(redis.certificateAuthority === undefined ? [] : [`--tls-ca-cert-file=${AUTHORITY_FILE}`]),
    ],
    times,
  });
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
