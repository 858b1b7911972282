import { z } from "zod";

import { POSTGRES_PORT } from "../../service/defaults";
import { certificates, host, port, postgresDatabase, postgresUser, sslMode } from "./scalars";

/**
 * An external PostgreSQL in which Grafana stores users, sessions and stars. Grafana creates its tables in a database
 * that must exist already and belong to its user. The password is a secret: `grafanaDatabasePassword`.
 */
export const grafanaDatabase = z.strictObject({
  host,
  port: port.default(POSTGRES_PORT),
  name: postgresDatabase.default("grafana"),
  user: postgresUser.default("grafana"),
  /** As for the application's, but without verify-ca: Grafana would check the host name, and the backup would not. */
  sslMode: sslMode.unwrap().exclude(["verify-ca"]).default("verify-full"),
  /** The certificate authorities to trust, in PEM. Left out: those of the image. */
  certificateAuthority: certificates.optional(),
  /** The largest number of connections of each replica. Grafana's own default has no limit. */
  poolMax: z.int().min(2).max(100).default(10),
});

export type GrafanaDatabase = z.output<typeof grafanaDatabase>;
