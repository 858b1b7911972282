import { MONGODB_PORT } from "../../service/defaults";
import { APPLICATION, clusterHost } from "../objects/names";
import type { Address } from "./address";
import type { MongodbSettings } from "./mongodb";
import { MONGODB_AUTH_SOURCE, MONGODB_DATABASE, MONGODB_USERS } from "./mongodbUsers";
import { generated, given, type SecretSource } from "./secretSources";

export interface MongodbAddress {
  /** The connection string, without credentials. */
  readonly uri: string;
  /** The servers that clients connect to; none if an SRV record names them. */
  readonly servers: readonly Address[];
  /** The name of that SRV record. */
  readonly record?: string | undefined;
  /** The port of the servers that an SRV record names. */
  readonly port: number;
  /** The users' passwords. Left out: they sign in with their certificates. */
  readonly passwords?: MongodbPasswords | undefined;
  readonly users: Readonly<Record<"backend" | "exporter", string>>;
  /** The database in which each user is defined. */
  readonly authSource: Readonly<Record<"backend" | "exporter", string>>;
  /** The client certificates. Left out: none. */
  readonly clients?: MongodbClients | undefined;
  /** The exporter's connections: one to each server, or one to whichever the SRV record's servers elect. */
  readonly scraped: readonly MongodbTarget[];
  /** The CAs to trust for them, in PEM. Left out: the public ones. */
  readonly certificateAuthority?: string | undefined;
  readonly keptDays: MongodbSettings["keptDays"];
}

export interface MongodbPasswords {
  readonly backend: SecretSource;
  readonly exporter: SecretSource;
}

export interface MongodbClients {
  /** The backend's, in PEM, and its key. */
  readonly certificate: string;
  readonly key: SecretSource;
  /** The exporter's certificate and key, both in PEM, in one file. */
  readonly exporter: SecretSource;
}

/** What the exporter connects to. */
export interface MongodbTarget {
  /** The label `instance` of its metrics: the server's host and port, the name of the SRV record, or of our own server. */
  readonly name: string;
  /** Without credentials, and without a database: everything that it asks for concerns the whole server. */
  readonly uri: string;
}

/**
 * How to reach MongoDB: an external one, or the one deployed next to the application.
 *
 * @param application the namespace of the deployed one
 */
export function mongodbAddress(
  settings: MongodbSettings,
  application: string = APPLICATION,
): MongodbAddress {
  const { hosts, port, srv, replicaSet, tls, certificateAuthority, keptDays } = settings;
  const { database, users, authSource, retryWrites } = settings;
  if (hosts === undefined) {
    const host = clusterHost("mongodb", application);
    const name = `${host}:${MONGODB_PORT}`;
    return {
      uri: `mongodb://${name}/${MONGODB_DATABASE}`,
      servers: [{ host, port: MONGODB_PORT }],
      port: MONGODB_PORT,
      users: MONGODB_USERS,
      authSource: { backend: MONGODB_AUTH_SOURCE, exporter: MONGODB_AUTH_SOURCE },
      passwords: { backend: generated("mongodb-backend"), exporter: generated("mongodb-exporter") },
      scraped: [{ name: "mongodb", uri: `mongodb://${name}/` }],
      keptDays,
    };
  }
  const options = new URLSearchParams({
    tls: String(tls),
    ...(replicaSet !== undefined && { replicaSet }),
    ...(!retryWrites && { retryWrites: "false" }),
  });
  const alone = new URLSearchParams({ tls: String(tls) });
  const [scheme, names] = srv
    ? (["mongodb+srv", hosts] as const)
    : (["mongodb", hosts.map((host) => `${host}:${port}`)] as const);
  return {
    uri: `${scheme}://${names.join(",")}/${database}?${options.toString()}`,
    servers: srv ? [] : hosts.map((host) => ({ host, port })),
    record: srv ? hosts[0] : undefined,
    port,
    users,
    authSource,
    ...identities(settings),
    scraped: names.map((name) => ({ name, uri: `${scheme}://${name}/?${alone.toString()}` })),
    certificateAuthority,
    keptDays,
  };
}

/** How the clients of external hosts identify themselves. */
function identities({
  clientCertificate,
  signIn,
}: MongodbSettings): Pick<MongodbAddress, "passwords" | "clients"> {
  return {
    ...(signIn === "password" && {
      passwords: {
        backend: given("mongodbBackendPassword"),
        exporter: given("mongodbExporterPassword"),
      },
    }),
    ...(clientCertificate !== undefined && {
      clients: {
        certificate: clientCertificate,
        key: given("mongodbClientKey"),
        exporter: given("mongodbExporterCertificate"),
      },
    }),
  };
}
