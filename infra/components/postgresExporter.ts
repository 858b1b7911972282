import type { PostgresAddress } from "../settings/addresses";
import type { Times } from "../rendered-config/times";
import { AUTHORITY_FILE, authorityConfig } from "../kubernetes/authority";
import { exporterServer } from "../kubernetes/exporter";
import { egressTo } from "../kubernetes/network/egress";
import type { Server } from "../kubernetes/server";
import { secretFile } from "../objects/names";
import { toolkitTls } from "../kubernetes/tls/server";

export interface PostgresExporterArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly postgres: PostgresAddress;
  readonly times: Times;
}

/** The file of its password. */
const PASSWORD = "password";

export function postgresExporterServer(args: PostgresExporterArgs): Server {
  const { image, times } = args;
  const { host, port, database, users, sslMode, certificateAuthority } = args.postgres;
  const trusted = certificateAuthority === undefined ? "" : `&sslrootcert=${AUTHORITY_FILE}`;
  // Its driver compares the certificate with the SNI name that it sends, even in modes that verify no name.
  const unnamed = sslMode === "verify-ca" || (sslMode === "require" && trusted !== "");
  return exporterServer({
    namespace: args.namespace,
    type: "PostgresExporter",
    tls: toolkitTls(),
    name: "postgres-exporter",
    image,
    port: 9187,
    // nobody
    uid: 65534,
    secrets: { [PASSWORD]: args.postgres.passwords.exporter },
    egress: egressTo([args.postgres]),
    ...authorityConfig(args.postgres),
    ownPage: "/",
    args: [
      "--collector.stat_statements",
      // This collector reads the size of each table, and waits for locked ones: the whole scrape would be late, and a long
      // migration would look like a server that is down.
      "--no-collector.stat_user_tables",
    ],
    endpoints: [
      {
        // At most 100 statements, the exporter's limit. Nothing reads these metrics.
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
      DATA_SOURCE_URI: `${host}:${port}/${database}?sslmode=${sslMode}${trusted}${unnamed ? "&sslsni=0" : ""}`,
      DATA_SOURCE_USER: users.exporter,
      DATA_SOURCE_PASS_FILE: secretFile(PASSWORD),
    },
    times,
  });
}
