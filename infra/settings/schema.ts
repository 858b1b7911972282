import { z } from "zod";

import { POSTGRES_PORT, REDIS_PORT } from "../../service/defaults";
import { MONITORING } from "../objects/names";
import { pinnedImages } from "../images/pinned";
import { ALERTMANAGER_PORT, PROMETHEUS_PORT } from "../ports";
import type { ImageName } from "../versions";
import { namespacesSettings } from "./namespaces";
import { notificationSettings } from "./notifications";
import { kafkaSettings } from "./kafka";
import { mongodbSettings } from "./mongodb";
import { backupSettings } from "./backups";
import { objectStorageSettings } from "./objectStorage";
import { objectiveSettings } from "./objectives";
import { MODES, operatorSettings } from "./operator";
import { proxySettings } from "./proxySettings";
import { DATABASE, POSTGRES_USERS } from "./postgresRoles";
import { REDIS_USERS } from "./redisUsers";
import { remoteWriteSettings } from "./remoteWrite";
import { serversSettings } from "./servers";
import { thanosSettings } from "./longTerm";
import { alertSettings } from "./alerts";
import { clusterSettings, serviceSettings } from "./cluster";
import { apiUrl } from "./apiUrls";
import { llmUrl } from "./llmUrl";
import { certManagerSettings, ingressSettings, internalTlsSettings } from "./certificates";
import { externalLabels } from "./externalLabels";
import { existingSecrets } from "./existingSecrets";
import { grafanaDatabase } from "./grafanaDatabase";
import { signInSettings } from "./signIn";
import {
  addressBlock,
  certificates,
  cpu,
  distinct,
  duration,
  host,
  hostAndPort,
  hour,
  day,
  image,
  mirrors,
  objectName,
  port,
  quantity,
  postgresDatabase,
  postgresUser,
  userName,
  shortName,
  SSL_MODES,
  sslMode,
  text,
  url,
  weekday,
} from "./scalars";
import { timeZone } from "./timeZone";
import { trustedProxies } from "./trustedProxies";

const volume = quantity({ least: "64Mi", most: "64Ti" });
const replicas = z.int().min(1).max(9);
/** Not less than what the pods below request. */
const serverMemory = quantity({ least: "128Mi", most: "1Ti" });
const serverCpu = cpu({ least: "100m", most: "128" });
const graceSeconds = z.int().min(10).max(3600);
const webUrl = url("https://grafana.example.com");
const vehicleApiUrl = apiUrl("https://api.example.com", "/v2/search/car/active");

/** The URLs within the cluster, for people with a port forward: in the namespace of the defaults. */
export const OWN_URLS = {
  prometheus: `http://prometheus.${MONITORING}.svc:${PROMETHEUS_PORT}`,
  alertmanager: `http://alertmanager.${MONITORING}.svc:${ALERTMANAGER_PORT}`,
} as const;

const price = z.number().min(0).max(10_000);

/** A section that may be left out when every key in it has a default. */
function section<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape).prefault({} as z.input<z.ZodObject<S>>);
}

/**
 * What a stack may set in Pulumi.<stack>.yaml under `autodealgenie:monitoring`. Nothing else is read, and each default
 * is defined only here. Secrets have their own keys: see secrets.ts.
 */
export const StackSchema = z.strictObject({
  /** The name of the stack for people. It is a label of every series, and distinguishes several stacks. */
  environment: shortName,
  /**
   * Whether people depend on the stack. If true, settings that are only suitable for experiments are rejected.
   */
  production: z.boolean().default(true),
  /**
   * How production treats example addresses, such as those that end in `.example`:
   *
   * - `refused`: the settings are rejected
   * - `rendered`: the stack can be rendered and previewed, but `pulumi up` rejects it; for a file that serves as an example
   * - `deployed`: the stack is deployed; for a local cluster in which these names resolve
   */
  exampleAddresses: z.enum(["refused", "rendered", "deployed"]).default("refused"),
  /**
   * Which monitoring servers the stack uses:
   *
   * - `standalone`: the stack runs its own Prometheus, Alertmanager and Grafana
   * - `operator`: the cluster has a prometheus-operator, such as that of the chart kube-prometheus-stack; the stack deploys the
   *   objects that the operator's servers read, and none of these servers
   */
  mode: z.enum(MODES).default("standalone"),
  /** The operator's servers; only with `mode: operator`. */
  operator: operatorSettings,
  /** Divides every interval, window and delay by this factor, so that a live test does not take hours. */
  timeScale: z.number().min(1).max(60).default(1),
  /**
   * Set to false if the cluster already has the ServiceMonitor CRD, for instance from prometheus-operator. With `mode: operator` it
   * is never installed.
   */
  installCrds: z.boolean().default(true),
  /** Left out: the cluster's default StorageClass. */
  storageClass: objectName.optional(),
  /** The URL of the folder with the runbooks: each alert links to `<alert>.md` in it. */
  runbooks: webUrl.default("https://github.com/Raviteja77/autodealgenie/blob/main/docs/runbooks"),
  /** The images of all servers, and how they are pulled. */
  images: section({
    ...(Object.fromEntries(
      Object.entries(pinnedImages()).map(([name, pinned]) => [name, image.default(pinned)]),
    ) as Record<ImageName, z.ZodDefault<z.ZodString>>),
    /**
     * With `Always`, every start of a container resolves its image's tag at the registry: all pods run the same image, and
     * none starts while the registry is unavailable.
     */
    pullPolicy: z.enum(["IfNotPresent", "Always"]).default("IfNotPresent"),
    /**
     * A mirror for the images of public registries: one address that replaces the name of every public registry, or one for
     * each. Images of other registries are pulled from where they are. Left out: there is no mirror.
     */
    registry: mirrors.optional(),
    /** The names of the image pull Secrets, which must exist in both namespaces. */
    pullSecrets: z
      .array(objectName)
      .max(20)
      .refine(distinct, "must name each Secret once")
      .default([]),
  }),

  /** The two namespaces of the stack. */
  namespaces: namespacesSettings,

  /** Labels, annotations, node selectors and tolerations, for all servers or for single ones. */
  servers: serversSettings,
  /** The HTTP proxy for connections to the outside. Left out: they are direct. */
  proxy: proxySettings.optional(),

  prometheus: section({
    url: webUrl.default(OWN_URLS.prometheus),
    /** Identical replicas: each scrapes every target and evaluates every rule. More than one needs `thanos`. */
    replicas: replicas.default(1),
    /**
     * Labels, such as `cluster`, that distinguish the samples and alerts of this cluster from those of others, in addition to
     * `environment`: where several share a bucket, a tenant or an external Alertmanager.
     */
    externalLabels,
    /**
     * The number of shards among which the jobs are divided, each with all replicas. A job belongs to one shard as a whole, so
     * that its rules see all of it. More than one needs `thanos`.
     */
    shards: replicas.default(1),
    storage: volume.default("20Gi"),
    retention: duration({ least: "1d", most: "10y" }).default("30d"),
    /** The largest size of the stored data, whatever the retention. Left out: 85 % of `storage`. */
    retentionSize: volume.optional(),
    memory: quantity({ least: "256Mi", most: "1Ti" }).default("1Gi"),
    /** The CPU limit, as with every other `cpu` here. */
    cpu: serverCpu.default("2"),
    /** The time to shut down: the latest samples are written to disk first. */
    graceSeconds: graceSeconds.default(300),
    /**
     * Whether to scrape the nodes' kubelets for the stack's containers and volumes. The kubelets' certificates have to be
     * signed by the cluster's certificate authority.
     */
    nodeMetrics: z.boolean().default(true),
  }),
  /** The bucket for Thanos's samples and for backups. Left out: samples are only in Prometheus, and there are no backups. */
  objectStorage: objectStorageSettings.optional(),
  /** Long-term storage in the bucket, and one place to query all replicas and shards. Left out: there is no Thanos. */
  thanos: thanosSettings.optional(),
  /** Backups in the bucket of `objectStorage`. Left out: there are none. */
  backups: backupSettings.optional(),
  /** Remote write endpoints, which get a copy of every sample. */
  remoteWrite: remoteWriteSettings,
  alertmanager: section({
    url: webUrl.default(OWN_URLS.alertmanager),
    /** The number of replicas. They notify one after another, 4 s apart, which must fit into `group_wait`: hence at most 3. */
    replicas: z.int().min(1).max(3).default(1),
    storage: volume.default("1Gi"),
    /** The time to shut down: notifications in progress are sent first. */
    graceSeconds: graceSeconds.default(30),
  }),
  grafana: z.strictObject({
    /** The URL at which people open Grafana: every alert links to it. */
    url: webUrl,
    /** 0 deploys everything but the pod: for a cluster that cannot pull the image. */
    replicas: z.int().min(0).max(9).default(1),
    storage: volume.default("2Gi"),
    /** The database; needed for more than one replica. Left out: a file on the volume, which only one replica can use. */
    database: grafanaDatabase.optional(),
    signIn: signInSettings,
  }),

  backend: section({
    /** The number of pods; with autoscaling, the smallest number. */
    replicas: replicas.default(2),
    /** Needs the cluster's metrics API. Left out: the number of replicas is fixed. */
    autoscaling: z
      .strictObject({
        maxReplicas: z.int().min(2).max(100),
        /** The targeted average use of `cpu`, in percent. */
        cpuPercent: z.int().min(10).max(95).default(70),
      })
      .optional(),
    /** How long a pod that shuts down keeps serving, until every load balancer has taken it out. */
    drainSeconds: z.int().min(1).max(120).default(5),
    memory: serverMemory.default("512Mi"),
    cpu: serverCpu.default("1"),
    logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
    /** Set to false only if users reach the backend without TLS. */
    cookieSecure: z.boolean().default(true),
    /**
     * The proxies whose X-Forwarded-For header is trusted: their number, or the blocks of their addresses. Left out: the ingress
     * controller, if users come through one, and otherwise none.
     */
    trustedProxies: trustedProxies.optional(),
    /** The largest number of PostgreSQL connections of each replica. */
    databasePoolMax: z.int().min(1).max(100).default(10),
    /** Failed sign-ins allowed for one email from one address in 15 minutes. Left out: the service's default. */
    authRateLimitPer15Min: z.int().min(1).max(1_000_000).optional(),
    /** Vehicle searches allowed for one user in an hour. Left out: the service's default. */
    searchRateLimitPerHour: z.int().min(1).max(1_000_000).optional(),
    /** The API that lists other dealers' vehicles. Left out: only the backend's own catalogue is searched. */
    vehicleApi: z.strictObject({ url: vehicleApiUrl }).optional(),
    /** The language model. Left out: answers come from the backend's rules. */
    llm: z
      .strictObject({
        /** The base URL of an API that is compatible with OpenAI's; `/chat/completions` is appended. */
        baseUrl: llmUrl,
        model: text,
        /** The timeout of one answer. Left out: the service's default. */
        timeoutSeconds: z.int().min(1).max(60).optional(),
        /** The price of a million tokens of the prompt and of the completion, in USD. Left out: no cost is shown. */
        prices: z.strictObject({ prompt: price, completion: price }).optional(),
      })
      .optional(),
  }),

  /** With a `host`, an external PostgreSQL; without, one is deployed next to the application. */
  postgres: section({
    host: host.optional(),
    port: port.default(POSTGRES_PORT),
    /** How to connect to an external host, as in libpq; the PostgreSQL deployed here has no TLS. */
    sslMode,
    /** The certificate authorities to trust for an external host, in PEM. Left out: the public ones. The same holds for Redis. */
    certificateAuthority: certificates.optional(),
    /**
     * Needed if `host` is PgBouncer, or another transaction pooler: the exporter then connects to this server directly. Left
     * out: `host` is the server.
     */
    pooler: z
      .strictObject({
        server: z.strictObject({
          host,
          port: port.default(POSTGRES_PORT),
          /** Left out: that of the pooler; likewise the certificate authority. */
          sslMode: z.enum(SSL_MODES).optional(),
          certificateAuthority: certificates.optional(),
        }),
      })
      .optional(),
    /** The backend's database in an external host. */
    database: postgresDatabase.default(DATABASE),
    /** The roles in an external host: the owner of the database, and the one that reads statistics. */
    users: section({
      backend: postgresUser.default(POSTGRES_USERS.backend),
      exporter: postgresUser.default(POSTGRES_USERS.exporter),
    }),
    storage: volume.default("10Gi"),
    memory: serverMemory.default("512Mi"),
    cpu: serverCpu.default("1"),
  }),
  /** With a `host`, an external Redis; without, one is deployed next to the application. */
  redis: section({
    host: host.optional(),
    port: port.default(REDIS_PORT),
    /** Whether an external host uses TLS; the Redis deployed here does not. */
    tls: z.boolean().default(true),
    certificateAuthority: certificates.optional(),
    /** The users of an external host. Where it has a single user, and no access control list, both are `default`. */
    users: section({
      backend: userName.default(REDIS_USERS.backend),
      exporter: userName.default(REDIS_USERS.exporter),
    }),
    /** The size at which the cache starts to evict the least recently used keys. */
    maxMemory: quantity({ least: "16Mi", most: "1Ti" }).default("256Mi"),
  }),

  /** With `hosts`, an external MongoDB; without, one is deployed next to the application. Left out: the backend runs without MongoDB. */
  mongodb: mongodbSettings.optional(),

  /** With `brokers`, an external Kafka; without, one is deployed next to the application. Left out: there are no events and webhooks. */
  kafka: kafkaSettings.optional(),

  /** Keeps the stack running while nodes are drained, full or lost. A cluster of one node gains nothing from it. */
  availability: section({
    /** Whether a drain may evict only one replica at a time of servers that have several. */
    disruptionBudgets: z.boolean().default(false),
    /** Spreads replicas over nodes and zones: `preferred` where possible, `required` over nodes in any case. */
    spread: z.enum(["none", "preferred", "required"]).default("none"),
    /**
     * The PriorityClass of the monitoring servers. `autodealgenie-monitoring` is created; any other has to exist. Left out:
     * none.
     */
    priorityClass: objectName.optional(),
  }),

  /** The distribution of the cluster, and what differs from its defaults. */
  cluster: clusterSettings,

  security: section({
    /** Whether pods run with fixed user ids. Left out: yes, except on OpenShift, which assigns user ids to each namespace. */
    fixedUserIds: z.boolean().optional(),
  }),

  /** What the network policies need to know about the cluster. */
  network: section({
    /**
     * The namespace of the ingress controller through which users come. Left out: that of the controller of
     * cluster.distribution, if it is used, and otherwise none.
     */
    ingressNamespace: objectName.optional(),
    /** The address blocks, such as 10.0.0.0/16 or fd00:10::/64, of load balancers that reach the pods without an ingress controller. */
    ingressBlocks: z.array(addressBlock).refine(distinct, "must name each block once").default([]),
    /** The port of the DNS pods; that of their Service is 53. Left out: as in `cluster`. */
    dnsPort: port.optional(),
    /** Services in the cluster that belong to others, and that another setting names. For Services not listed here, every port of their namespace is allowed. */
    services: z.array(serviceSettings).max(100).default([]),
    /** `host:port` of each receiver whose URL is a secret and does not lead to port 443 outside the cluster. */
    receivers: z
      .array(hostAndPort("hooks.example.com:8443"))
      .refine(distinct, "must name each receiver once")
      .default([]),
  }),

  /** Kubernetes Secrets that exist already, to use instead of encrypted settings of the same names. */
  existingSecrets,
  /** Whether the cluster has cert-manager already, or the stack installs it. A cluster can have only one. */
  certManager: certManagerSettings,
  /** Ingresses for Grafana, the backend, and with `authentication` for Prometheus and Alertmanager. Left out: there are none. */
  ingress: ingressSettings,
  /** TLS between the stack's servers, with client certificates. Left out: traffic between them is not encrypted. */
  internalTls: internalTlsSettings,

  /** URLs that people open, such as https://grafana.example.com, whose availability and certificates are monitored. */
  certificates: z
    .array(url("https://grafana.example.com", "https"))
    .refine(distinct, "must name each address once")
    .default([]),
  /** The only certificate authorities to trust for these URLs, in PEM. Left out: the public ones. */
  certificateAuthority: certificates.optional(),

  /** Limits, windows, durations and severities of single alerts, by their names. */
  alerts: alertSettings,
  /** The service level objectives of users' requests, and their periods. */
  slos: objectiveSettings,
  /** Whether there is regular traffic, so that TrafficGone alerts when it stops. Set to false if people only come to try something. */
  expectsTraffic: z.boolean().default(true),
  /** When deals are expected, in the local time of the time zone: days from 0, Sunday; the last hour is excluded. */
  workingHours: section({
    firstDay: weekday.default(1),
    lastDay: weekday.default(5),
    fromHour: hour.min(0).max(23).default(9),
    toHour: hour.min(1).max(24).default(17),
    timeZone: timeZone.default("UTC"),
    /** Days on which no deal is expected. */
    holidays: z.array(day).refine(distinct, "must name each day once").default([]),
  }),

  /** Who is notified, and when. */
  notifications: notificationSettings.prefault({}),
});

/** A stack's settings with all defaults filled in. */
export type StackConfig = z.output<typeof StackSchema>;
/** A stack's settings as written in its file: settings with a default may be left out. */
export type StackInput = z.input<typeof StackSchema>;
