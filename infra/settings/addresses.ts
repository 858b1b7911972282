export { urlAddress, type Address } from "./address";
import { urlAddress, type Address } from "./address";
import { POSTGRES_PORT, REDIS_PORT } from "../../service/defaults";
import { APPLICATION, clusterHost } from "../objects/names";
import { proxyOf, reachedBy } from "./proxy";
import { DATABASE, POSTGRES_USERS } from "./postgresRoles";
import { REDIS_USERS } from "./redisUsers";
import type { StackConfig } from "./schema";
import { generated, given, type SecretSource } from "./secretSources";

/**
 * The sources of the passwords for a data service: given if the service is external, generated if the stack deploys it.
 */
type Passwords<Role extends string> = Readonly<Record<Role, SecretSource>>;

export interface PostgresAddress extends Address {
  readonly database: string;
  readonly users: Readonly<Record<"backend" | "exporter", string>>;
  readonly passwords: Passwords<"app" | "exporter">;
  readonly sslMode: StackConfig["postgres"]["sslMode"];
  /** The CAs to trust for it, in PEM. Left out: the public ones. */
  readonly certificateAuthority?: string | undefined;
  /** Whether the address is that of a transaction pooler in front of the server. */
  readonly pooled: boolean;
}

export interface RedisAddress extends Address {
  readonly users: Readonly<Record<"backend" | "exporter", string>>;
  readonly passwords: Passwords<"backend" | "exporter">;
  readonly tls: boolean;
  readonly certificateAuthority?: string | undefined;
}

/**
 * The address of PostgreSQL: an external one, or the one deployed next to the application.
 *
 * @param application the namespace of the deployed one
 */
export function postgresAddress(
  { host, port, sslMode, certificateAuthority, pooler, database, users }: StackConfig["postgres"],
  application: string = APPLICATION,
): PostgresAddress {
  return host === undefined
    ? {
        host: clusterHost("postgres", application),
        port: POSTGRES_PORT,
        database: DATABASE,
        users: POSTGRES_USERS,
        sslMode: "disable",
        pooled: false,
        passwords: { app: generated("postgres-app"), exporter: generated("postgres-exporter") },
      }
    : {
        host,
        port,
        database,
        users,
        sslMode,
        certificateAuthority,
        pooled: pooler !== undefined,
        passwords: {
          app: given("postgresAppPassword"),
          exporter: given("postgresExporterPassword"),
        },
      };
}

/** The address of PostgreSQL itself, behind the pooler if there is one. */
export function postgresServerAddress(
  postgres: StackConfig["postgres"],
  application: string = APPLICATION,
): PostgresAddress {
  const asked = postgresAddress(postgres, application);
  const { server } = postgres.pooler ?? {};
  if (postgres.host === undefined || server === undefined) return asked;
  const { sslMode = asked.sslMode, certificateAuthority = asked.certificateAuthority } = server;
  return {
    ...asked,
    host: server.host,
    port: server.port,
    sslMode,
    certificateAuthority: sslMode === "disable" ? undefined : certificateAuthority,
    pooled: false,
  };
}

/** The address of Redis: an external one, or the one deployed next to the application. */
export function redisAddress(
  { host, port, tls, certificateAuthority, users }: StackConfig["redis"],
  application: string = APPLICATION,
): RedisAddress {
  return host === undefined
    ? {
        host: clusterHost("redis", application),
        port: REDIS_PORT,
        tls: false,
        users: REDIS_USERS,
        passwords: { backend: generated("redis-backend"), exporter: generated("redis-exporter") },
      }
    : {
        host,
        port,
        tls,
        users,
        certificateAuthority,
        passwords: {
          backend: given("redisBackendPassword"),
          exporter: given("redisExporterPassword"),
        },
      };
}

const NAME = "(?<name>[a-z0-9-]+)\\.(?<namespace>[a-z0-9-]+)";

/**
 * The Service that a host name refers to, as namespace/name: in any form that ends in svc, with or without the
 * cluster's domain, or as one pod of a headless Service.
 *
 * @param short whether a name with only its namespace counts, too: a host outside the cluster may have such a name
 * @returns undefined for any other host
 */
export function serviceName(host: string, domain: string, short = true): string | undefined {
  const text = host.toLowerCase().replace(/\.$/, "");
  const ending = `\\.svc(?:\\.${domain.replaceAll(".", "\\.")})?`;
  const { groups } =
    new RegExp(`^(?:[a-z0-9-]+\\.)?${NAME}${ending}$`).exec(text) ??
    (short ? new RegExp(`^${NAME}$`).exec(text) : undefined) ??
    {};
  return groups && `${groups.namespace ?? ""}/${groups.name ?? ""}`;
}

/** The address in the text `host:port`. */
export function hostAddress(hostAndPort: string): Address {
  const at = hostAndPort.lastIndexOf(":");
  return { host: hostAndPort.slice(0, at), port: Number(hostAndPort.slice(at + 1)) };
}

/**
 * The addresses of Alertmanager's receivers that are not secret: the URLs of Slack, of the watchdog and of webhooks
 * are.
 */
export function receiverAddresses({
  notifications: { pagerduty, slack, opsgenie, email },
  network,
  ...rest
}: Pick<StackConfig, "notifications" | "network" | "proxy" | "cluster">): readonly Address[] {
  const proxy = proxyOf({ network, ...rest });
  const asked = [
    ...(pagerduty.enabled ? [pagerduty.url] : []),
    ...(slack.enabled && slack.by === "app" ? [slack.url] : []),
    ...(opsgenie ? [opsgenie.url] : []),
  ].map(urlAddress);
  const reached = (addresses: readonly Address[]) =>
    addresses.map((address) => reachedBy(address, proxy));
  return [
    ...reached(asked),
    // Mail does not use HTTP, and so no proxy.
    ...(email ? [hostAddress(email.smarthost)] : []),
    ...reached(network.receivers.map(hostAddress)),
  ];
}
