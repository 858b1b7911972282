import { POSTGRES_PORT, REDIS_PORT } from "../../service/defaults";
import { APPLICATION, clusterHost } from "../kubernetes/names";
import type { StackConfig } from "./schema";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface PostgresAddress extends Address {
  readonly sslMode: StackConfig["postgres"]["sslMode"];
  /** Whom to trust there, in PEM. Left out: those that everybody trusts. */
  readonly certificateAuthority?: string | undefined;
}

export interface RedisAddress extends Address {
  readonly tls: boolean;
  readonly certificateAuthority?: string | undefined;
}

/** Where PostgreSQL is: somebody else's, or the program's own beside the application. */
export function postgresAddress({
  host,
  port,
  sslMode,
  certificateAuthority,
}: StackConfig["postgres"]): PostgresAddress {
  return host === undefined
    ? { host: clusterHost("postgres", APPLICATION), port: POSTGRES_PORT, sslMode: "disable" }
    : { host, port, sslMode, certificateAuthority };
}

/** Where Redis is: somebody else's, or the program's own beside the application. */
export function redisAddress({
  host,
  port,
  tls,
  certificateAuthority,
}: StackConfig["redis"]): RedisAddress {
  return host === undefined
    ? { host: clusterHost("redis", APPLICATION), port: REDIS_PORT, tls: false }
    : { host, port, tls, certificateAuthority };
}

/** What a URL leads to. */
export function urlAddress(url: string): Address {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname, port: port === "" ? (DEFAULT_PORTS[protocol] ?? 443) : Number(port) };
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

/** What `host:port` leads to. */
export function hostAddress(hostAndPort: string): Address {
  const at = hostAndPort.lastIndexOf(":");
  return { host: hostAndPort.slice(0, at), port: Number(hostAndPort.slice(at + 1)) };
}

/** Whom Alertmanager tells, as far as it is no secret: the URLs of Slack, of the watchdog and of webhooks are. */
export function receiverAddresses({
  notifications: { pagerduty, opsgenie, email },
  network,
}: Pick<StackConfig, "notifications" | "network">): readonly Address[] {
  return [
    ...[pagerduty.url, ...(opsgenie ? [opsgenie.url] : [])].map(urlAddress),
    ...[email.smarthost, ...network.receivers].map(hostAddress),
  ];
}
