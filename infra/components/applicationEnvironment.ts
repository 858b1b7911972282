import type { PostgresAddress } from "../settings/addresses";
import type { KafkaAddress } from "../settings/kafkaAddress";
import type { MongodbAddress } from "../settings/mongodbAddress";
import type { SecretSource } from "../settings/secretSources";
import { secretFile } from "../objects/names";

/** The environment that all programs of the application's image share. */

export const AUTHORITIES_FOLDER = "/etc/authorities";

/** The files in that folder: the authorities to trust for each external data service, and the client certificates. */
export type PemFile =
  `${"postgres" | "redis" | "mongodb" | "mongodb-client" | "kafka" | "kafka-client"}.pem`;
export type PemFiles = Readonly<Partial<Record<PemFile, string>>>;

/** A server that may have its own certificate authority. */
interface Trusting {
  readonly certificateAuthority?: string | undefined;
}

/** The servers that a program connects to; undefined if the stack does not have one. */
interface Servers {
  readonly postgres?: Trusting | undefined;
  readonly redis?: Trusting | undefined;
  readonly mongodb?: (Trusting & Pick<MongodbAddress, "clients">) | undefined;
  readonly kafka?: (Trusting & Pick<KafkaAddress, "client">) | undefined;
}

/** The servers with their own authority, besides which none is trusted for them, and the client certificates. */
export function pemFiles(servers: Servers): PemFiles {
  const { mongodb, kafka } = servers;
  return {
    ...Object.fromEntries(
      Object.entries<Trusting | undefined>({ ...servers }).flatMap(([name, server]) =>
        server?.certificateAuthority === undefined
          ? []
          : [[`${name}.pem`, server.certificateAuthority]],
      ),
    ),
    ...(mongodb?.clients && { "mongodb-client.pem": mongodb.clients.certificate }),
    ...(kafka?.client && { "kafka-client.pem": kafka.client.certificate }),
  };
}

/** The path of such a file, if it exists. */
export function pemFile(name: PemFile, files: PemFiles): string | undefined {
  return name in files ? `${AUTHORITIES_FOLDER}/${name}` : undefined;
}

/** The environment variables for PostgreSQL. */
export function databaseVariables(
  postgres: PostgresAddress,
  poolMax: number,
  files: PemFiles,
): Readonly<Record<string, string>> {
  const authority = pemFile("postgres.pem", files);
  return {
    DATABASE_HOST: postgres.host,
    DATABASE_PORT: String(postgres.port),
    DATABASE_NAME: postgres.database,
    DATABASE_USER: postgres.users.backend,
    DATABASE_PASSWORD_FILE: secretFile("database-password"),
    DATABASE_POOL_MAX: String(poolMax),
    // In the form that every PostgreSQL client reads.
    PGSSLMODE: postgres.sslMode,
    ...(authority !== undefined && { PGSSLROOTCERT: authority }),
    ...(postgres.pooled && { DATABASE_POOLED: "true" }),
  };
}

/** The secrets for the client certificate, by their keys. */
export function kafkaSecrets(
  kafka: KafkaAddress | undefined,
): Readonly<Partial<Record<"kafka-password" | "kafka-client-key", SecretSource>>> {
  return {
    ...(kafka?.signIn && { "kafka-password": kafka.signIn.password }),
    ...(kafka?.client && { "kafka-client-key": kafka.client.key }),
  };
}

/** The environment variables for Kafka, if the stack uses it. */
export function kafkaClientVariables(
  kafka: KafkaAddress | undefined,
  files: PemFiles,
): Readonly<Record<string, string>> {
  if (!kafka) return {};
  const authority = pemFile("kafka.pem", files);
  const certificate = pemFile("kafka-client.pem", files);
  return {
    KAFKA_BROKERS: kafka.brokers.map(({ host, port }) => `${host}:${port}`).join(","),
    ...(kafka.tls && { KAFKA_TLS: "true" }),
    ...(authority !== undefined && { KAFKA_CA_FILE: authority }),
    ...(certificate !== undefined && {
      KAFKA_CERT_FILE: certificate,
      KAFKA_KEY_FILE: secretFile("kafka-client-key"),
    }),
    ...(kafka.signIn && {
      KAFKA_SASL_MECHANISM: kafka.signIn.mechanism,
      KAFKA_USERNAME: kafka.signIn.user,
      KAFKA_PASSWORD_FILE: secretFile("kafka-password"),
    }),
    KAFKA_PARTITIONS: String(kafka.partitions),
  };
}
