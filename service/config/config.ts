import type { SaslMechanism } from "../defaults";
import type { TlsConfig } from "../tls";

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
  /** The user, who is in the database `admin`. Undefined: the client certificate's subject is the user. */
  readonly signIn:
    | {
        readonly user: string;
        readonly password: string;
        /** The database in which the user is defined. */
        readonly authSource: string;
      }
    | undefined;
  /** The client certificate; undefined if there is none. */
  readonly client: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** As for PostgreSQL. */
  readonly authorityFile: string | undefined;
  readonly poolMax: number;
  /** Timeout of an operation; that of a connection attempt is two thirds of it. */
  readonly timeoutSeconds: number;
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
