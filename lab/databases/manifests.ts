import { postgresServer } from "../../infra/components/postgres";
import { redisServer } from "../../infra/components/redis";
import { usersAcl } from "../../infra/rendered-config/redis";
import type { Server } from "../../infra/kubernetes/server";
import type { ServerResource } from "../../infra/objects/kubernetes";
import { secretFile } from "../../infra/objects/names";
import { given } from "../../infra/settings/secretSources";
import { IMAGES } from "../../infra/versions";
import type { Certificate } from "../certificates";
import type { KubeObject, Plain } from "../deploy/object";
import { servingTls, TLS_FOLDER } from "../deploy/tls";
import { DATABASES_NAMESPACE, REDIS_TLS_PORT } from "./addresses";

/** The passwords of the databases' users, named like the stack's secrets. */
export interface DatabasePasswords {
  readonly postgresAppPassword: string;
  readonly postgresExporterPassword: string;
  /** For Grafana, which has its own database in the same server. */
  readonly grafanaDatabasePassword: string;
  readonly redisBackendPassword: string;
  readonly redisExporterPassword: string;
}

export interface DatabasesArgs {
  readonly passwords: DatabasePasswords;
  readonly certificates: { readonly postgres: Certificate; readonly redis: Certificate };
}

/**
 * PostgreSQL and Redis as somebody else would run them for the prod stack: the dev stack's servers, roles (the
 * exporter's may only monitor) and settings, in a namespace of their own. PostgreSQL accepts only TLS connections;
 * Redis has a separate port for TLS.
 */
export function databasesObjects({
  passwords,
  certificates: { postgres, redis },
}: DatabasesArgs): readonly KubeObject[] {
  const metadata = {
    name: DATABASES_NAMESPACE,
    labels: { "pod-security.kubernetes.io/enforce": "restricted" },
  };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata },
    ...servingTls(postgresObjects(passwords), { name: "postgres", certificate: postgres }),
    ...servingTls(redisObjects(passwords), {
      name: "redis",
      certificate: redis,
      port: REDIS_TLS_PORT,
    }),
  ];
}

/** Grafana's role and its database, with the default names of prod. */
const GRAFANA = "grafana";
const GRAFANA_PASSWORD = "grafana-password";
const GRAFANA_SQL = `\\set grafana_password \`cat ${secretFile(GRAFANA_PASSWORD)}\`
SELECT 'CREATE ROLE ${GRAFANA}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${GRAFANA}') \\gexec
ALTER ROLE ${GRAFANA} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'grafana_password';
SELECT 'CREATE DATABASE ${GRAFANA} OWNER ${GRAFANA}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${GRAFANA}') \\gexec
REVOKE ALL ON DATABASE ${GRAFANA} FROM PUBLIC;
`;

function postgresObjects(passwords: DatabasePasswords): readonly Plain[] {
  const server = postgresServer({
    image: IMAGES.postgres,
    storage: "1Gi",
    storageClass: undefined,
    memory: "256Mi",
    cpu: "1",
    passwords: { app: given("postgresAppPassword"), exporter: given("postgresExporterPassword") },
  });
  const secrets = {
    "app-password": passwords.postgresAppPassword,
    "exporter-password": passwords.postgresExporterPassword,
    [GRAFANA_PASSWORD]: passwords.grafanaDatabasePassword,
  };
  return objectsOf(server, secrets, {
    "postgresql.conf": (text) =>
      `${text}${lines({
        ssl: "= on",
        ssl_cert_file: `= '${TLS_FOLDER}/tls.crt'`,
        ssl_key_file: `= '${TLS_FOLDER}/tls.key'`,
        ssl_min_protocol_version: "= 'TLSv1.2'",
      })}`,
    "pg_hba.conf": (text) =>
      `${text}host ${GRAFANA} ${GRAFANA} all scram-sha-256\n`.replace(/^host /gm, "hostssl "),
    "roles.sql": (text) => text.replace(/^\\connect .*$/m, (line) => `${GRAFANA_SQL}${line}`),
  });
}

function redisObjects(passwords: DatabasePasswords): readonly Plain[] {
  const server = redisServer({
    image: IMAGES.redis,
    maxMemory: "64Mi",
    passwords: { backend: given("redisBackendPassword"), exporter: given("redisExporterPassword") },
  });
  const secrets = {
    "users.acl": usersAcl({
      backend: passwords.redisBackendPassword,
      exporter: passwords.redisExporterPassword,
    }),
    "probe-password": passwords.redisExporterPassword,
  };
  return objectsOf(server, secrets, {
    "redis.conf": (text) =>
      `${text}${lines({
        "tls-port": String(REDIS_TLS_PORT),
        "tls-cert-file": `${TLS_FOLDER}/tls.crt`,
        "tls-key-file": `${TLS_FOLDER}/tls.key`,
        "tls-ca-cert-file": `${TLS_FOLDER}/ca.crt`,
        // Clients identify themselves by passwords.
        "tls-auth-clients": "no",
      })}`,
  });
}

function lines(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${value}\n`)
    .join("");
}

/** The objects of a server, moved to this namespace, with some of its configuration files changed. */
function objectsOf(
  { account, configMaps, secret, service, resource }: Server,
  stringData: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, (text: string) => string>>,
): readonly Plain[] {
  const files = configMaps.map((map) => ({
    ...map,
    data: Object.fromEntries(
      Object.entries(map.data ?? {}).map(([name, text]) => [name, changes[name]?.(text) ?? text]),
    ),
  }));
  const metadata = secret?.metadata ?? resource.metadata;
  return [
    account,
    ...files,
    { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData },
    service,
    withFiles(resource, metadata.name, Object.keys(stringData)),
  ].map((object: object) => {
    const plain = object as Plain;
    return { ...plain, metadata: { ...plain.metadata, namespace: DATABASES_NAMESPACE } };
  });
}

/** A workload whose pods also see these keys of a Secret: the original lists only its own keys. */
function withFiles(resource: ServerResource, secretName: string, keys: readonly string[]): object {
  const { template } = resource.spec;
  const items = keys.map((key) => ({ key, path: key }));
  const volumes = (template.spec?.volumes ?? []).map((volume) =>
    volume.secret?.secretName === secretName
      ? { ...volume, secret: { ...volume.secret, items } }
      : volume,
  );
  const spec = { ...resource.spec, template: { ...template, spec: { ...template.spec, volumes } } };
  return { ...resource, spec };
}
