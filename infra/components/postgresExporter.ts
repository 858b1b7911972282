import * as pulumi from "@pulumi/pulumi";

import type { PostgresAddress } from "../settings/addresses";
import { DATABASE, EXPORTER_ROLE } from "../rendered-config/postgres";
import type { Times } from "../rendered-config/times";
import { AUTHORITY_FILE, authorityConfig } from "../kubernetes/authority";
import { exporterPart } from "../kubernetes/exporter";
import { asks } from "../kubernetes/network/asks";
import type { Part } from "../kubernetes/objects";
import { registerPart, type PartArgs } from "../kubernetes/register";
import { secretFile } from "../kubernetes/volumes";

export interface PostgresExporterArgs {
  readonly image: string;
  readonly postgres: PostgresAddress;
  readonly times: Times;
}

export type PostgresExporterSecret = "password";

export function postgresExporterPart(args: PostgresExporterArgs): Part<PostgresExporterSecret> {
  const { image, times } = args;
  const { host, port, sslMode, certificateAuthority } = args.postgres;
  const trusted = certificateAuthority === undefined ? "" : `&sslrootcert=${AUTHORITY_FILE}`;
  return exporterPart({
    name: "postgres-exporter",
    image,
    port: 9187,
    // nobody
    uid: 65534,
    secret: "password",
    asks: asks([args.postgres]),
    ...authorityConfig(args.postgres),
    ownPage: "/",
    args: [
      "--collector.stat_statements",
      // It asks for each table's size, and so waits for whoever has locked one: the whole scrape would be late, and a
      // long migration be taken for a dead server.
      "--no-collector.stat_user_tables",
    ],
    endpoints: [
      {
        // At most 100 statements, the exporter's own limit, of which these are read by nobody.
        metricRelabelings: [
          {
            action: "drop",
            sourceLabels: ["__name__"],
            regex: "pg_stat_statements_(rows|block_(read|write)_seconds)_total",
          },
        ],
      },
    ],
    env: {
      DATA_SOURCE_URI: `${host}:${port}/${DATABASE}?sslmode=${sslMode}${trusted}`,
      DATA_SOURCE_USER: EXPORTER_ROLE,
      DATA_SOURCE_PASS_FILE: secretFile("password"),
    },
    times,
  });
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
