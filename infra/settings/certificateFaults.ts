import { isIP } from "node:net";

import { controllerFaults } from "./ingressControllers";
import { subjectWithoutRoot } from "./pem";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Settings of Ingresses and certificates that contradict each other. */
export function* certificateFaults(config: StackConfig): Iterable<Fault> {
  const { ingress, internalTls, network } = config;
  yield* trustFaults(config);
  yield* rootFaults(config);
  yield* poolerFaults(config);
  yield* oneIssuer("ingress.issuer", ingress?.issuer);
  yield* oneIssuer("internalTls.issuer", internalTls?.issuer);
  yield* controllerFaults(config);
  if (ingress?.enabled !== true) return;
  if (network.ingressNamespace === undefined) {
    yield {
      path: "network.ingressNamespace",
      message:
        "must name the namespace of the ingress controller with ingress, and is missing: no NetworkPolicy would admit it",
    };
  }
  for (const { path, url } of ingressUrls(config)) {
    const { protocol, host, pathname } = new URL(url);
    // An Ingress for a host name covers neither a port nor a path, nor an address.
    const isName = !host.includes(":") && isIP(host) === 0;
    if (protocol === "https:" && isName && pathname === "/") continue;
    yield {
      path,
      message: `must be https:// and a host name without a path with ingress, got ${url}`,
    };
  }
}

/** A pooler without an external host, or with its own address in place of that of the server behind it. */
function* poolerFaults({ postgres: { host, port, pooler } }: StackConfig): Iterable<Fault> {
  if (!pooler) return;
  if (host === undefined) {
    yield {
      path: "postgres.pooler",
      message: `must be left out without postgres.host, the pooler's host, got ${pooler.server.host}`,
    };
  } else if (pooler.server.host === host && pooler.server.port === port) {
    yield {
      path: "postgres.pooler.server",
      message: `must be the server itself, not the pooler in front of it, got ${host}:${port} for both: the exporter could not query it`,
    };
  }
}

/** A CA is set for a connection that shows no certificate, or for a server of our own. */
function* trustFaults({ postgres, redis, grafana: { database } }: StackConfig): Iterable<Fault> {
  if (database?.certificateAuthority !== undefined && database.sslMode !== "verify-full") {
    yield {
      path: "grafana.database.certificateAuthority",
      message: `must be left out with grafana.database.sslMode ${database.sslMode}, got one: Grafana would verify the certificate, and its backup would not`,
    };
  }
  const clear = {
    "postgres.certificateAuthority":
      postgres.certificateAuthority !== undefined &&
      (postgres.host === undefined || postgres.sslMode === "disable"),
    "postgres.pooler.server.certificateAuthority":
      postgres.pooler?.server.certificateAuthority !== undefined &&
      (postgres.pooler.server.sslMode ?? postgres.sslMode) === "disable",
    "redis.certificateAuthority":
      redis.certificateAuthority !== undefined && (redis.host === undefined || !redis.tls),
  };
  for (const [path, isSet] of Object.entries(clear)) {
    if (!isSet) continue;
    yield {
      path,
      message: "must be left out without an external host that uses TLS, got one",
    };
  }
}

/** The authorities that the backend and pg_dump trust, which use OpenSSL. */
function* rootFaults({ postgres, redis, mongodb, kafka, grafana }: StackConfig): Iterable<Fault> {
  const trusted = {
    postgres,
    redis,
    mongodb,
    kafka,
    "grafana.database": grafana.database,
  };
  for (const [path, server] of Object.entries(trusted)) {
    const text = server?.certificateAuthority;
    const subject = text === undefined ? undefined : subjectWithoutRoot(text);
    if (subject === undefined) continue;
    yield {
      path: `${path}.certificateAuthority`,
      message: `must contain the root, which signed itself, got only ${subject}: OpenSSL trusts no intermediate alone`,
    };
  }
}

/** The URLs that Ingresses serve, each with its setting. */
export function ingressUrls({ ingress, grafana, prometheus, alertmanager }: StackConfig) {
  return [
    { name: "grafana", path: "grafana.url", url: grafana.url },
    ...(ingress?.authentication
      ? [
          { name: "prometheus", path: "prometheus.url", url: prometheus.url },
          { name: "alertmanager", path: "alertmanager.url", url: alertmanager.url },
        ]
      : []),
  ] as const;
}

function* oneIssuer(path: string, issuer: object | undefined): Iterable<Fault> {
  if (!issuer) return;
  const kinds = Object.keys(issuer);
  if (kinds.length === 1) return;
  yield {
    path,
    message: `must be exactly one of its kinds, got ${kinds.length === 0 ? "none" : kinds.join(" and ")}`,
  };
}
