import type { PostgresAddress } from "../settings/addresses";
import { DATABASE, EXPORTER_ROLE } from "../settings/postgresRoles";
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
  const { host, port, sslMode, certificateAuthority } = args.postgres;
  const trusted = certificateAuthority === undefined ? "" : `&sslrootcert=${AUTHORITY_FILE}`;
  // Its driver looks for the name that it sends (SNI) in the certificate, even where no name is to be looked at.
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
      DATA_SOURCE_URI: `${host}:${port}/${DATABASE}?sslmode=${sslMode}${trusted}${unnamed ? "&sslsni=0" : ""}`,
      DATA_SOURCE_USER: EXPORTER_ROLE,
      DATA_SOURCE_PASS_FILE: secretFile(PASSWORD),
    },
    times,
  });
}
