import { z } from "zod";

import {
  authorityFile,
  httpUrl,
  isBlock,
  isCidr,
  mongodbUri,
  port,
  positive,
  secretFile,
  text,
} from "./configValues";
import {
  HTTP_PORT,
  LLM_TIMEOUT_SECONDS,
  POSTGRES_PORT,
  REDIS_PORT,
  SASL_MECHANISMS,
  type SaslMechanism,
} from "./defaults";
import { readIdentity, type TlsConfig } from "./tls";

/** Everything the process takes from its environment. Secrets are named by file and read once. */
export interface Config {
  /** TCP port; 0 lets the operating system choose one. */
  readonly port: number;
  /** The files for TLS on that port; undefined if it serves plain HTTP. */
  readonly tls: TlsConfig | undefined;
  /** The name of the stack that the process belongs to. */
  readonly environment: string;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  readonly database: DatabaseConfig;
  readonly redis: RedisConfig;
  /** Undefined if searches, preferences and the language model's answers are not kept. */
  readonly mongodb: MongodbConfig | undefined;
  readonly jwtSecret: string;
  /** Whether browsers may send the cookies over https only. */
  readonly cookieSecure: boolean;
  /** Express's `trust proxy`: how many proxies, or which addresses, may say who the client is. */
  readonly trustProxy: number | string | false;
  readonly limits: Limits;
  /** The language model; undefined if the rules alone answer. */
  readonly llm: LlmConfig | undefined;
  /** The API for other sellers' cars; undefined if only our own catalogue is searched. */
  readonly vehicleApi: VehicleApiConfig | undefined;
  /** Where events are published; undefined if none are. */
  readonly kafka: KafkaConfig | undefined;
  /** The proxy for requests to external APIs; left out if there is none. */
  readonly proxy?: ProxyConfig | undefined;
  /** How long the process still accepts requests after SIGTERM, so that load balancers can notice. */
  readonly shutdownDelaySeconds: number;
}

export interface DatabaseConfig {
  /** Host name, or the directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  readonly poolMax: number;
  /** Timeout of a connection attempt, and of each statement. */
  readonly timeoutSeconds: number;
  /** With libpq's meaning. */
  readonly sslMode: "disable" | "require" | "verify-ca" | "verify-full";
  /** A PEM file with the only CAs to trust; undefined to trust the well-known ones. */
  readonly authorityFile: string | undefined;
  /** Whether a pooler stands before the server and may give each transaction a different server connection. */
  readonly pooled: boolean;
}

export interface RedisConfig {
  /** Host name, or the path of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string;
  /** Whether to use TLS; the server's certificate is always verified. */
  readonly tls: boolean;
  /** As for PostgreSQL. */
  readonly authorityFile: string | undefined;
}

export interface MongodbConfig {
  /** A connection string with the database and without credentials: mongodb:// or mongodb+srv://. */
  readonly uri: string;
  /** The user name, which is in the database `admin`. */
  readonly user: string;
  readonly password: string;
  /** As for PostgreSQL. */
  readonly authorityFile: string | undefined;
  readonly poolMax: number;
  /** How long searches and answers are kept. */
  readonly searchesKeptDays: number;
  readonly answersKeptDays: number;
}

export interface KafkaConfig {
  /** Each as host:port; any one of them reveals the others. */
  readonly brokers: readonly string[];
  /** Whether to use TLS; the brokers' certificates are always verified. */
  readonly tls: boolean;
  /** As for PostgreSQL. */
  readonly authorityFile: string | undefined;
  /** PEM files with the client's own certificate and its key; undefined to present none. */
  readonly client: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** The credentials to sign in with; undefined if the brokers require none. */
  readonly sasl:
    | { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string }
    | undefined;
  /** Partitions of topics that the service creates; existing topics are left unchanged. */
  readonly partitions: number;
}

/** Everything that the worker takes from its environment. */
export interface WorkerConfig extends Pick<
  Config,
  "port" | "tls" | "environment" | "logLevel" | "database"
> {
  readonly kafka: KafkaConfig;
  /** CIDR blocks to which webhooks may be sent although they are not public, and without TLS. */
  readonly trustedNetworks: readonly string[];
  /** The waits between the attempts at a webhook, in seconds: one fewer than there are attempts. */
  readonly retrySeconds: readonly number[];
}

export interface LlmConfig {
  /** Base URL of an API that speaks OpenAI's protocol, including the version, without a trailing slash. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string;
  /** For a question and all its retries. */
  readonly timeoutSeconds: number;
}

export interface VehicleApiConfig {
  /** The URL before `/v2` of an API that speaks MarketCheck's protocol. */
  readonly url: string;
  readonly key: string;
}

export interface ProxyConfig {
  readonly url: string;
  /** Hosts to ask directly, separated by commas as in NO_PROXY. */
  readonly noProxy: string;
}

export interface Limits {
  /** Refused sign-ins in 15 minutes, for one email from one address. */
  readonly authPer15Min: number;
  /** Signed-in requests per hour, for one user. */
  readonly apiPerHour: number;
  /** Searches, recommendations and comparisons per hour, for one user. */
  readonly searchPerHour: number;
}

/** The environment is not usable; the message lists every fault at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const Environment = z.object({
  PORT: port.default(HTTP_PORT),
  TLS_CERT_FILE: text.optional(),
  TLS_KEY_FILE: text.optional(),
  TLS_CLIENT_CA_FILE: text.optional(),
  ENVIRONMENT: text.max(40),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  DATABASE_HOST: text,
  DATABASE_PORT: port.default(POSTGRES_PORT),
  DATABASE_NAME: text,
  DATABASE_USER: text,
  DATABASE_PASSWORD_FILE: secretFile(1),
  DATABASE_POOL_MAX: positive.max(1000).default(10),
  // A request reaches its first failure within 3 s: at most 1 s for Redis, then a connection or a statement.
  DATABASE_TIMEOUT_SECONDS: z.coerce.number().min(0.1).max(60).default(1.5),
  DATABASE_POOLED: z.stringbool().default(false),
  PGSSLMODE: z.enum(["disable", "require", "verify-ca", "verify-full"]).default("disable"),
  PGSSLROOTCERT: authorityFile.optional(),
  REDIS_HOST: text,
  REDIS_PORT: port.default(REDIS_PORT),
  REDIS_USERNAME: text.optional(),
  REDIS_TLS: z.stringbool().default(false),
  REDIS_CA_FILE: authorityFile.optional(),
  REDIS_PASSWORD_FILE: secretFile(1),
  MONGODB_URI: mongodbUri.optional(),
  MONGODB_USER: text.optional(),
  MONGODB_PASSWORD_FILE: secretFile(1).optional(),
  MONGODB_CA_FILE: authorityFile.optional(),
  MONGODB_POOL_MAX: positive.max(1000).default(10),
  MONGODB_SEARCHES_KEPT_DAYS: positive.max(3650).default(90),
  MONGODB_ANSWERS_KEPT_DAYS: positive.max(3650).default(365),
  // RFC 7518, section 3.2: a key for HS256 has at least the hash's 256 bits.
  JWT_SECRET_FILE: secretFile(32),
  COOKIE_SECURE: z.stringbool().default(true),
  TRUST_PROXY: text
    .refine(
      (value) => value === "false" || /^\d+$/.test(value) || value.split(",").every(isBlock),
      "must be how many proxies to trust, or their addresses, with commas between them",
    )
    .optional(),
  RATE_LIMIT_AUTH_PER_15MIN: positive.default(10),
  RATE_LIMIT_API_PER_HOUR: positive.default(1000),
  RATE_LIMIT_SEARCH_PER_HOUR: positive.default(100),
  HTTPS_PROXY: httpUrl.optional(),
  NO_PROXY: z.string().default(""),
  VEHICLE_API_URL: httpUrl.optional(),
  VEHICLE_API_KEY_FILE: secretFile(1).optional(),
  LLM_BASE_URL: httpUrl.optional(),
  LLM_MODEL: text.max(100).optional(),
  LLM_API_KEY_FILE: secretFile(1).optional(),
  LLM_TIMEOUT_SECONDS: z.coerce.number().min(0.1).max(60).default(LLM_TIMEOUT_SECONDS),
  KAFKA_BROKERS: text
    .transform((value) => value.split(",").map((one) => one.trim()))
    .refine(
      (brokers) => brokers.every((one) => /^[^\s:]+:\d+$/.test(one)),
      "must be host:port, with commas between several",
    )
    .optional(),
  KAFKA_TLS: z.stringbool().default(false),
  KAFKA_CA_FILE: authorityFile.optional(),
  KAFKA_CERT_FILE: text.optional(),
  KAFKA_KEY_FILE: text.optional(),
  KAFKA_USERNAME: text.optional(),
  KAFKA_PASSWORD_FILE: secretFile(1).optional(),
  KAFKA_SASL_MECHANISM: z.enum(SASL_MECHANISMS).default("SCRAM-SHA-512"),
  KAFKA_PARTITIONS: positive.max(1000).default(6),
  SHUTDOWN_DELAY_SECONDS: z.coerce.number().min(0).max(20).default(3),
});

const WorkerEnvironment = Environment.pick({
  PORT: true,
  TLS_CERT_FILE: true,
  TLS_KEY_FILE: true,
  TLS_CLIENT_CA_FILE: true,
  ENVIRONMENT: true,
  LOG_LEVEL: true,
  DATABASE_HOST: true,
  DATABASE_PORT: true,
  DATABASE_NAME: true,
  DATABASE_USER: true,
  DATABASE_PASSWORD_FILE: true,
  DATABASE_POOL_MAX: true,
  DATABASE_TIMEOUT_SECONDS: true,
  DATABASE_POOLED: true,
  PGSSLMODE: true,
  PGSSLROOTCERT: true,
  KAFKA_BROKERS: true,
  KAFKA_TLS: true,
  KAFKA_CA_FILE: true,
  KAFKA_CERT_FILE: true,
  KAFKA_KEY_FILE: true,
  KAFKA_USERNAME: true,
  KAFKA_PASSWORD_FILE: true,
  KAFKA_SASL_MECHANISM: true,
  KAFKA_PARTITIONS: true,
}).extend({
  WEBHOOK_TRUSTED_NETWORKS: z
    .string()
    .default("")
    .transform((value) => value.split(",").filter((block) => block.trim() !== ""))
    .transform((blocks) => blocks.map((block) => block.trim()))
    .refine((blocks) => blocks.every(isCidr), "must be blocks in CIDR, with commas between them"),
  WEBHOOK_RETRY_SECONDS: z
    .string()
    .default("1,5,25,60")
    .transform((value) => value.split(",").map(Number))
    .refine(
      (waits) => waits.every((wait) => wait >= 0 && wait <= 600),
      "must be seconds from 0 to 600, with commas between them",
    ),
});

/** Variables that are useful only together. */
const TOGETHER: readonly (readonly (keyof z.input<typeof Environment>)[])[] = [
  ["TLS_CERT_FILE", "TLS_KEY_FILE"],
  ["VEHICLE_API_URL", "VEHICLE_API_KEY_FILE"],
  ["KAFKA_CERT_FILE", "KAFKA_KEY_FILE"],
  ["KAFKA_USERNAME", "KAFKA_PASSWORD_FILE"],
  ["LLM_BASE_URL", "LLM_MODEL", "LLM_API_KEY_FILE"],
  ["MONGODB_URI", "MONGODB_USER", "MONGODB_PASSWORD_FILE"],
];

const halfSet = (environment: Readonly<Record<string, string | undefined>>) =>
  TOGETHER.filter(
    (names) => new Set(names.map((it) => environment[it] === undefined)).size > 1,
  ).map((names) => ({ path: [names.join(", ")], message: "must be set together or not at all" }));

/** Faults that make the TLS files unusable. */
function tlsFaults(environment: Readonly<Record<string, string | undefined>>) {
  const {
    TLS_CERT_FILE: certificateFile,
    TLS_KEY_FILE: keyFile,
    TLS_CLIENT_CA_FILE: clientAuthorityFile,
  } = environment;
  if (certificateFile === undefined || keyFile === undefined) {
    return clientAuthorityFile === undefined
      ? []
      : [{ path: ["TLS_CLIENT_CA_FILE"], message: "needs TLS_CERT_FILE and TLS_KEY_FILE" }];
  }
  try {
    readIdentity({ certificateFile, keyFile, clientAuthorityFile });
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `they cannot be used together (${why}); mount a certificate with its own key there`;
    return [{ path: ["TLS_CERT_FILE, TLS_KEY_FILE"], message }];
  }
}

/** @throws ConfigError naming each variable that is missing or wrong */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const it = parsed(Environment, environment);
  return {
    port: it.PORT,
    tls: tls(it),
    environment: it.ENVIRONMENT,
    logLevel: it.LOG_LEVEL,
    database: database(it),
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
    port: it.PORT,
    tls: tls(it),
    environment: it.ENVIRONMENT,
    logLevel: it.LOG_LEVEL,
    database: database(it),
    kafka: brokers,
    trustedNetworks: it.WEBHOOK_TRUSTED_NETWORKS,
    retrySeconds: it.WEBHOOK_RETRY_SECONDS,
  };
}

/** Zod's own words for it would be about types. */
const missing: z.core.$ZodErrorMap = ({ code, input }) =>
  code === "invalid_type" && input === undefined ? "is missing" : undefined;

function parsed<T>(
  schema: z.ZodType<T>,
  environment: Readonly<Record<string, string | undefined>>,
): T {
  const result = schema.safeParse(environment, { error: missing });
  const faults = [
    ...(result.error?.issues ?? []),
    ...halfSet(environment),
    ...tlsFaults(environment),
  ].map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  if (!result.success || faults.length > 0) {
    throw new ConfigError(`environment variables are missing or wrong:\n${faults.join("\n")}`);
  }
  return result.data;
}

/** What both programs read from the environment. */
type Common = Omit<
  z.output<typeof WorkerEnvironment>,
  "WEBHOOK_TRUSTED_NETWORKS" | "WEBHOOK_RETRY_SECONDS"
>;

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
  const { KAFKA_CERT_FILE: certificateFile, KAFKA_KEY_FILE: keyFile } = it;
  const signsIn = username !== undefined && password !== undefined;
  return {
    brokers,
    tls: it.KAFKA_TLS,
    authorityFile: it.KAFKA_CA_FILE,
    client: certificateFile && keyFile ? { certificateFile, keyFile } : undefined,
    sasl: signsIn ? { mechanism: it.KAFKA_SASL_MECHANISM, username, password } : undefined,
    partitions: it.KAFKA_PARTITIONS,
  };
}

function tls(it: Common): Config["tls"] {
  const { TLS_CERT_FILE: certificateFile, TLS_KEY_FILE: keyFile } = it;
  return certificateFile === undefined || keyFile === undefined
    ? undefined
    : { certificateFile, keyFile, clientAuthorityFile: it.TLS_CLIENT_CA_FILE };
}

function mongodb(it: z.output<typeof Environment>): Config["mongodb"] {
  const { MONGODB_URI: uri, MONGODB_USER: user, MONGODB_PASSWORD_FILE: password } = it;
  if (uri === undefined || user === undefined || password === undefined) return undefined;
  return {
    uri,
    user,
    password,
    authorityFile: it.MONGODB_CA_FILE,
    poolMax: it.MONGODB_POOL_MAX,
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
