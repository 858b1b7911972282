import type { z } from "zod";

import type { Config, DatabaseConfig, KafkaConfig, WorkerConfig } from "./config";
import { Environment, WorkerEnvironment } from "./environment";
import { ConfigError, parsed } from "./parsed";

export type * from "./config";
export { ConfigError } from "./parsed";

/** @throws ConfigError naming each variable that is missing or wrong */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const it = parsed(Environment, environment);
  return {
    ...common(it),
    redis: {
      host: it.REDIS_HOST,
      port: it.REDIS_PORT,
      username: it.REDIS_USERNAME,
      password: it.REDIS_PASSWORD_FILE,
      tls: it.REDIS_TLS,
      authorityFile: it.REDIS_CA_FILE,
    },
    mongodb: mongodb(it),
    jwtSecret: it.JWT_SECRET_FILE,
    cookieSecure: it.COOKIE_SECURE,
    trustProxy: trustProxy(it.TRUST_PROXY),
    proxy: it.HTTPS_PROXY === undefined ? undefined : { url: it.HTTPS_PROXY, noProxy: it.NO_PROXY },
    limits: {
      authPer15Min: it.RATE_LIMIT_AUTH_PER_15MIN,
      apiPerHour: it.RATE_LIMIT_API_PER_HOUR,
      searchPerHour: it.RATE_LIMIT_SEARCH_PER_HOUR,
    },
    llm: llm(it),
    vehicleApi: vehicleApi(it),
    kafka: kafka(it),
    shutdownDelaySeconds: it.SHUTDOWN_DELAY_SECONDS,
  };
}

/** @throws ConfigError naming each variable that is missing or wrong */
export function readWorkerConfig(
  environment: Readonly<Record<string, string | undefined>>,
): WorkerConfig {
  const it = parsed(WorkerEnvironment, environment);
  const brokers = kafka(it);
  if (brokers === undefined) {
    throw new ConfigError(
      "environment variables are missing or wrong:\n  KAFKA_BROKERS: is missing, and the worker only reads from Kafka",
    );
  }
  return {
    ...common(it),
    kafka: brokers,
    trustedNetworks: it.WEBHOOK_TRUSTED_NETWORKS,
    retrySeconds: it.WEBHOOK_RETRY_SECONDS,
  };
}

/** What both programs read from the environment. */
type Common = Omit<
  z.output<typeof WorkerEnvironment>,
  "WEBHOOK_TRUSTED_NETWORKS" | "WEBHOOK_RETRY_SECONDS"
>;

const common = (it: Common) => ({
  port: it.PORT,
  tls: tls(it),
  environment: it.ENVIRONMENT,
  logLevel: it.LOG_LEVEL,
  database: database(it),
});

const database = (it: Common): DatabaseConfig => ({
  host: it.DATABASE_HOST,
  port: it.DATABASE_PORT,
  name: it.DATABASE_NAME,
  user: it.DATABASE_USER,
  password: it.DATABASE_PASSWORD_FILE,
  poolMax: it.DATABASE_POOL_MAX,
  timeoutSeconds: it.DATABASE_TIMEOUT_SECONDS,
  sslMode: it.PGSSLMODE,
  authorityFile: it.PGSSLROOTCERT,
  pooled: it.DATABASE_POOLED,
});

function kafka(it: Common): KafkaConfig | undefined {
  const { KAFKA_BROKERS: brokers, KAFKA_USERNAME: username, KAFKA_PASSWORD_FILE: password } = it;
  if (brokers === undefined) return undefined;
  const signsIn = username !== undefined && password !== undefined;
  return {
    brokers,
    tls: it.KAFKA_TLS,
    authorityFile: it.KAFKA_CA_FILE,
    client: filesOf(it.KAFKA_CERT_FILE, it.KAFKA_KEY_FILE),
    sasl: signsIn ? { mechanism: it.KAFKA_SASL_MECHANISM, username, password } : undefined,
    partitions: it.KAFKA_PARTITIONS,
  };
}

function tls(it: Common): Config["tls"] {
  const files = filesOf(it.TLS_CERT_FILE, it.TLS_KEY_FILE);
  return files && { ...files, clientAuthorityFile: it.TLS_CLIENT_CA_FILE };
}

/** A certificate and its key, which are set together or not at all. */
const filesOf = (certificateFile: string | undefined, keyFile: string | undefined) =>
  certificateFile === undefined || keyFile === undefined ? undefined : { certificateFile, keyFile };

function mongodb(it: z.output<typeof Environment>): Config["mongodb"] {
  const { MONGODB_URI: uri, MONGODB_USER: user, MONGODB_PASSWORD_FILE: password } = it;
  if (uri === undefined) return undefined;
  return {
    uri,
    signIn:
      user === undefined || password === undefined
        ? undefined
        : { user, password, authSource: it.MONGODB_AUTH_SOURCE },
    client: filesOf(it.MONGODB_CERT_FILE, it.MONGODB_KEY_FILE),
    authorityFile: it.MONGODB_CA_FILE,
    poolMax: it.MONGODB_POOL_MAX,
    timeoutSeconds: it.MONGODB_TIMEOUT_SECONDS,
    searchesKeptDays: it.MONGODB_SEARCHES_KEPT_DAYS,
    answersKeptDays: it.MONGODB_ANSWERS_KEPT_DAYS,
  };
}

function llm(it: z.output<typeof Environment>): Config["llm"] {
  const { LLM_BASE_URL: baseUrl, LLM_MODEL: model, LLM_API_KEY_FILE: apiKey } = it;
  if (baseUrl === undefined || model === undefined || apiKey === undefined) return undefined;
  return { baseUrl, model, apiKey, timeoutSeconds: it.LLM_TIMEOUT_SECONDS };
}

function vehicleApi(it: z.output<typeof Environment>): Config["vehicleApi"] {
  const { VEHICLE_API_URL: url, VEHICLE_API_KEY_FILE: key } = it;
  return url === undefined || key === undefined ? undefined : { url, key };
}

function trustProxy(value: string | undefined): Config["trustProxy"] {
  if (value === undefined || value === "false") return false;
  return /^\d+$/.test(value) ? Number(value) : value;
}
