import { z } from "zod";

import { POSTGRES_PORT } from "../../service/defaults";
import { certificates, host, port, sqlName, sslMode } from "./scalars";

/**
 * PostgreSQL in which Grafana keeps users, sessions and stars, and which is somebody else's. It makes its tables in a
 * database that is there already and that its user owns. The password is a secret: `grafanaDatabasePassword`.
 */
export const grafanaDatabase = z.strictObject({
  host,
  port: port.default(POSTGRES_PORT),
  name: sqlName.default("grafana"),
  user: sqlName.default("grafana"),
  /** As of the application's; without verify-ca, at which Grafana looks at the name, and what backs it up does not. */
  sslMode: sslMode.unwrap().exclude(["verify-ca"]).default("verify-full"),
  /** Whom to trust, in PEM. Left out: those that the image trusts. */
  certificateAuthority: certificates.optional(),
  /** Connections that each replica may hold. Grafana's own default is without limit. */
  poolMax: z.int().min(2).max(100).default(10),
});

export type GrafanaDatabase = z.output<typeof grafanaDatabase>;
