import { MONGODB_PORT } from "../../service/defaults";
import { APPLICATION, clusterHost } from "../objects/names";
import type { Address } from "./address";
import type { MongodbSettings } from "./mongodb";
import { DATABASE } from "./postgresRoles";
import { generated, given, type SecretSource } from "./secretSources";

/** The backend's user name, in external and deployed servers alike. */
export const MONGODB_USER = "backend";

export interface MongodbAddress {
  /** The connection string, without credentials. */
  readonly uri: string;
  /** The servers that clients connect to; none if an SRV record names them. */
  readonly servers: readonly Address[];
  /** The port of the servers that an SRV record names. */
  readonly port: number;
  readonly password: SecretSource;
  /** The CAs to trust for them, in PEM. Left out: the public ones. */
  readonly certificateAuthority?: string | undefined;
  readonly keptDays: MongodbSettings["keptDays"];
}

/**
 * How to reach MongoDB: an external one, or the one deployed next to the application.
 *
 * @param application the namespace of the deployed one
 */
export function mongodbAddress(
  { hosts, port, srv, replicaSet, tls, certificateAuthority, keptDays }: MongodbSettings,
  application: string = APPLICATION,
): MongodbAddress {
  if (hosts === undefined) {
    const host = clusterHost("mongodb", application);
    return {
      uri: `mongodb://${host}:${MONGODB_PORT}/${DATABASE}`,
      servers: [{ host, port: MONGODB_PORT }],
      port: MONGODB_PORT,
      password: generated("mongodb-backend"),
      keptDays,
    };
  }
  const options = new URLSearchParams({
    tls: String(tls),
    ...(replicaSet !== undefined && { replicaSet }),
  });
  const [scheme, names] = srv
    ? ["mongodb+srv", hosts]
    : ["mongodb", hosts.map((host) => `${host}:${port}`)];
  return {
    uri: `${scheme}://${names.join(",")}/${DATABASE}?${options.toString()}`,
    servers: srv ? [] : hosts.map((host) => ({ host, port })),
    port,
    password: given("mongodbBackendPassword"),
    certificateAuthority,
    keptDays,
  };
}
