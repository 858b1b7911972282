import { HTTP_PORT as PORT } from "../../service/defaults";
import {
  urlAddress,
  type Address,
  type PostgresAddress,
  type RedisAddress,
} from "../settings/addresses";
import type { StackConfig } from "../settings/schema";
import { generated, given, type SecretSource } from "../settings/secretSources";
import type { MongodbAddress } from "../settings/mongodbAddress";
import { MONGODB_AUTH_SOURCE } from "../settings/mongodbUsers";
import { mongodbEgress } from "../kubernetes/network/mongodb";
import type { KafkaAddress } from "../settings/kafkaAddress";
import type { Times } from "../rendered-config/times";
import { autoscaler } from "../kubernetes/autoscaler";
import { metadataOf, ignoring } from "../objects/metadata";
import { APPLICATION } from "../objects/names";
import { proxyVariables, type Proxy } from "../settings/proxy";
import { egressTo, egressToMembers, httpEgressTo } from "../kubernetes/network/egress";
import type { Server } from "../kubernetes/server";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { service, serviceMonitor } from "../kubernetes/service";
import { configFolder, secretFolder } from "../kubernetes/volumes";
import { secretOf } from "../kubernetes/secret";
import { secretFile as anyFile } from "../objects/names";
import { checksum, configMap, deployment, serviceAccount } from "../kubernetes/workload";
import type { ServerTls } from "../kubernetes/tls/server";
import {
  AUTHORITIES_FOLDER,
  databaseVariables,
  kafkaClientVariables,
  kafkaSecrets,
  pemFile,
  pemFiles,
  type PemFiles,
} from "./applicationEnvironment";

const NAME = "backend";
/** The user in the service's Dockerfile. */
export const SERVICE_UID = 10001;
const UID = SERVICE_UID;

/** Kubernetes' own default. */
const LEAST_GRACE_SECONDS = 30;
/** The time that the service needs to shut down: it waits, finishes running requests, and closes its connections. */
const OWN_END_SECONDS = 15;

type BackendSecret =
  | "database-password"
  | "redis-password"
  | "mongodb-password"
  | "mongodb-client-key"
  | "jwt-secret"
  | "kafka-password"
  | "kafka-client-key"
  | "vehicle-api-key"
  | "llm-api-key";

/** The kubelet probes it over HTTPS, and has no client certificate. */
export const SERVICE_TLS: ServerTls = {
  flags: () => [],
  environment: (folder) => ({
    TLS_CERT_FILE: `${folder}/tls.crt`,
    TLS_KEY_FILE: `${folder}/tls.key`,
  }),
  files: () => ({}),
  isClient: false,
  open: true,
};

/**
 * With an autoscaler, `replicas` belongs to the autoscaler. The API server rejects another owner's value unless it is forced:
 * https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
 */
const DECISIVE = { "pulumi.com/patchForce": "true" };
/** With an autoscaler, this is only the initial number, and later ignored: see SCALED in kubernetes/register.ts. */
const SCALED_FROM = ignoring("deployment-targeted-by-hpa-does-not-have-replicas-configured");

export interface BackendArgs {
  /** @default autodealgenie */
  readonly namespace?: string | undefined;
  readonly environment: string;
  readonly image: string;
  readonly settings: StackConfig["backend"];
  readonly postgres: PostgresAddress;
  readonly redis: RedisAddress;
  /** Left out: the backend runs without MongoDB, and stores nothing there. */
  readonly mongodb?: MongodbAddress | undefined;
  /** Left out: there are no events and webhooks. */
  readonly kafka?: KafkaAddress | undefined;
  /** Whether users only come through an ingress controller. */
  readonly behindIngress: boolean;
  /** The proxy for external APIs. Left out: it connects directly. */
  readonly proxy?: Proxy | undefined;
  readonly times: Times;
}

export function backendServer(args: BackendArgs): Server {
  const { settings, times } = args;
  const metadata = metadataOf(NAME, args.namespace ?? APPLICATION, "backend");
  const secret = secretOf(metadata, secretsOf(args));
  const secrets = secretFolder(secret);
  const trusted = files(args);
  const maps =
    Object.keys(trusted).length === 0 ? [] : [configMap(metadata, "authorities", trusted)];
  const mounted = [
    secrets,
    ...maps.map((map) =>
      configFolder(AUTHORITIES_FOLDER, [{ folder: "", configMap: map }], undefined, "authorities"),
    ),
  ];
  return {
    type: "Backend",
    tls: SERVICE_TLS,
    // Without /metrics and the paths of probes.
    publicEndpoint: { port: "http", paths: ["/api", "/openapi.json"], signsIn: true },
    account: serviceAccount(metadata),
    configMaps: maps,
    secret,
    service: service({ metadata, ports: { http: PORT } }),
    monitor: serviceMonitor(
      metadata,
      "http",
      { interval: times.scrapeInterval, timeout: times.scrapeTimeout },
      // It exports its environment itself, which is a label of every target already.
      [{ metricRelabelings: [{ action: "labeldrop", regex: "exported_environment" }] }],
    ),
    roles: [],
    egress: [
      ...egressTo([args.postgres, args.redis]),
      ...(args.mongodb ? mongodbEgress(args.mongodb) : []),
      ...egressToMembers(args.kafka?.brokers ?? []),
      ...httpEgressTo(upstreamAddresses(settings), args.proxy),
    ],
    ...(settings.autoscaling && {
      autoscaler: autoscaler({
        metadata,
        minReplicas: settings.replicas,
        cpu: settings.cpu,
        ...settings.autoscaling,
      }),
    }),
    resource: deployment({
      metadata: { ...metadata, annotations: settings.autoscaling ? SCALED_FROM : DECISIVE },
      replicas: settings.replicas,
      template: podTemplate({
        labels: metadata.labels,
        serviceAccount: NAME,
        group: UID,
        graceSeconds: Math.max(LEAST_GRACE_SECONDS, settings.drainSeconds + OWN_END_SECONDS),
        // It reads them only at startup.
        ...(maps.length > 0 && { annotations: { "checksum/config": checksum(maps) } }),
        volumes: mounted.flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          env: environment(args),
          ports: { http: PORT },
          probes: probes({
            // A new pod becomes ready once it has reached PostgreSQL and Redis, and the database is migrated: a rollout that
            // cannot reach them stops there.
            started: httpGet("/ready", "http"),
            // After that it stays ready whatever they do. They are the same for every replica: otherwise no replica would be
            // left to return 503, to serve what needs neither, and to be counted.
            ready: httpGet("/ready?scope=own", "http"),
            alive: httpGet("/health", "http"),
            startSeconds: 600,
          }),
          // Nodes learn of a terminating pod with a delay, and send it requests until then.
          drainSeconds: settings.drainSeconds,
          resources: {
            cpuRequest: "100m",
            cpuLimit: settings.cpu,
            memoryRequest: "128Mi",
            memoryLimit: settings.memory,
          },
          uid: UID,
          mounts: mounted.map(({ mount }) => mount),
        }),
      }),
    }),
  };
}

function secretsOf({
  settings: { vehicleApi, llm },
  postgres,
  redis,
  mongodb,
  kafka,
}: BackendArgs): Readonly<Partial<Record<BackendSecret, SecretSource>>> {
  return {
    "database-password": postgres.passwords.app,
    "redis-password": redis.passwords.backend,
    ...(mongodb?.passwords && { "mongodb-password": mongodb.passwords.backend }),
    ...(mongodb?.clients && { "mongodb-client-key": mongodb.clients.key }),
    ...kafkaSecrets(kafka),
    "jwt-secret": generated("jwt-secret"),
    ...(vehicleApi && { "vehicle-api-key": given("vehicleApiKey") }),
    ...(llm && { "llm-api-key": given("llmApiKey") }),
  };
}

/** The path of one of its secrets. */
const secretFile = (key: BackendSecret) => anyFile(key);

function files({ postgres, redis, mongodb, kafka }: BackendArgs): PemFiles {
  return pemFiles({ postgres, redis, mongodb, kafka });
}

function environment(args: BackendArgs) {
  const { environment, settings, postgres, redis, kafka } = args;
  const { authRateLimitPer15Min, searchRateLimitPerHour } = settings;
  const redisAuthority = pemFile("redis.pem", files(args));
  return {
    PORT: String(PORT),
    ENVIRONMENT: environment,
    LOG_LEVEL: settings.logLevel,
    ...databaseVariables(postgres, settings.databasePoolMax, files(args)),
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    ...(redis.tls && { REDIS_TLS: "true" }),
    ...(redisAuthority !== undefined && { REDIS_CA_FILE: redisAuthority }),
    REDIS_USERNAME: redis.users.backend,
    REDIS_PASSWORD_FILE: secretFile("redis-password"),
    ...mongodbVariables(args),
    ...kafkaClientVariables(kafka, files(args)),
    JWT_SECRET_FILE: secretFile("jwt-secret"),
    COOKIE_SECURE: String(settings.cookieSecure),
    ...trustedProxies(args),
    ...(authRateLimitPer15Min !== undefined && {
      RATE_LIMIT_AUTH_PER_15MIN: String(authRateLimitPer15Min),
    }),
    ...(searchRateLimitPerHour !== undefined && {
      RATE_LIMIT_SEARCH_PER_HOUR: String(searchRateLimitPerHour),
    }),
    ...upstreams(settings),
    ...(upstreamAddresses(settings).length > 0 && proxyVariables(args.proxy)),
  };
}

/** The environment variables for MongoDB, if the stack uses it. */
function mongodbVariables(args: BackendArgs): Readonly<Record<string, string>> {
  if (!args.mongodb) return {};
  const { uri, keptDays, users, authSource, passwords } = args.mongodb;
  const authority = pemFile("mongodb.pem", files(args));
  const certificate = pemFile("mongodb-client.pem", files(args));
  return {
    MONGODB_URI: uri,
    ...(passwords && {
      MONGODB_USER: users.backend,
      ...(authSource.backend !== MONGODB_AUTH_SOURCE && {
        MONGODB_AUTH_SOURCE: authSource.backend,
      }),
      MONGODB_PASSWORD_FILE: secretFile("mongodb-password"),
    }),
    ...(certificate !== undefined && {
      MONGODB_CERT_FILE: certificate,
      MONGODB_KEY_FILE: secretFile("mongodb-client-key"),
    }),
    ...(authority !== undefined && { MONGODB_CA_FILE: authority }),
    MONGODB_SEARCHES_KEPT_DAYS: String(keptDays.searches),
    MONGODB_ANSWERS_KEPT_DAYS: String(keptDays.answers),
  };
}

/**
 * The proxies that are trusted: only those that are certain to be in the path. A client could forge the address reported by any
 * other, and bypass every limit by address.
 */
function trustedProxies({
  settings: { trustedProxies },
  behindIngress,
}: BackendArgs): Readonly<Record<string, string>> {
  const trusted = trustedProxies ?? (behindIngress ? 1 : 0);
  if (trusted === 0) return {};
  return { TRUST_PROXY: typeof trusted === "number" ? String(trusted) : trusted.join(",") };
}

/** The external APIs that the backend calls. Each has all of its variables, or none. */
function upstreams({ vehicleApi, llm }: BackendArgs["settings"]): Record<string, string> {
  return {
    ...(vehicleApi && {
      VEHICLE_API_URL: vehicleApi.url,
      VEHICLE_API_KEY_FILE: secretFile("vehicle-api-key"),
    }),
    ...(llm && {
      LLM_BASE_URL: llm.baseUrl,
      LLM_MODEL: llm.model,
      LLM_API_KEY_FILE: secretFile("llm-api-key"),
      ...(llm.timeoutSeconds !== undefined && {
        LLM_TIMEOUT_SECONDS: String(llm.timeoutSeconds),
      }),
    }),
  };
}

function upstreamAddresses({ vehicleApi, llm }: BackendArgs["settings"]): readonly Address[] {
  return [...(vehicleApi ? [vehicleApi.url] : []), ...(llm ? [llm.baseUrl] : [])].map(urlAddress);
}
