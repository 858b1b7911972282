import { MONGODB_PORT } from "../../service/defaults";
import { APPLICATION, clusterHost } from "../objects/names";
import type { Address } from "./address";
import type { MongodbSettings } from "./mongodb";
import { DATABASE } from "./postgresRoles";
import { generated, given, type SecretSource } from "./secretSources";

/** Who asks for what is the backend's own. */
export const MONGODB_USER = "backend";

export interface MongodbAddress {
  /** What clients connect by, without credentials. */
  readonly uri: string;
  /** Whom they connect to; none where an SRV record says it. */
  readonly servers: readonly Address[];
  /** Where whom an SRV record names listen. */
  readonly port: number;
  readonly password: SecretSource;
  /** Whom to trust there, in PEM. Left out: those that everybody trusts. */
  readonly certificateAuthority?: string | undefined;
  readonly keptDays: MongodbSettings["keptDays"];
}

/**
 * Where MongoDB is: somebody else's, or the program's own beside the application.
 * @param application the namespace of that one
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
