import * as pulumi from "@pulumi/pulumi";

import type { PostgresAddress } from "../config/addresses";
import { DATABASE, EXPORTER_ROLE } from "../config-files/postgres";
import type { Times } from "../config-files/times";
import { metadataOf } from "../kubernetes/metadata";
import { MONITORING } from "../kubernetes/names";
import type { Part } from "../kubernetes/objects";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { registerPart, type PartArgs } from "../kubernetes/register";
import { service, serviceMonitor } from "../kubernetes/service";
import { secretFile, secretFolder } from "../kubernetes/volumes";
import { deployment, serviceAccount } from "../kubernetes/workload";

const NAME = "postgres-exporter";
const PORT = 9187;
/** The image's user, nobody. */
const UID = 65534;

export interface PostgresExporterArgs {
  readonly image: string;
  readonly postgres: PostgresAddress;
  readonly times: Times;
}

export type PostgresExporterSecret = "password";

export function postgresExporterPart(args: PostgresExporterArgs): Part<PostgresExporterSecret> {
  const { host, port, sslMode } = args.postgres;
  const metadata = metadataOf(NAME, MONITORING, "exporter");
  const secret = { metadata, keys: ["password"] satisfies PostgresExporterSecret[] };
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
          env: {
            DATA_SOURCE_URI: `${host}:${port}/${DATABASE}?sslmode=${sslMode}`,
            DATA_SOURCE_USER: EXPORTER_ROLE,
            DATA_SOURCE_PASS_FILE: secretFile("password"),
          },
          ports: { metrics: PORT },
          probes: probes({
            // Its front page, which asks the database nothing: a database that is down is no fault of its.
            ready: httpGet("/", "metrics"),
            alive: httpGet("/", "metrics"),
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

/** Says how PostgreSQL fares, in Prometheus's words. */
export class PostgresExporter extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: PartArgs<PostgresExporterSecret>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("autodealgenie:monitoring:PostgresExporter", name, {}, opts);
    registerPart(this, args);
    this.registerOutputs({});
  }
}
