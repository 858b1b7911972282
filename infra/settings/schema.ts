import { z } from "zod";

import { POSTGRES_PORT, REDIS_PORT } from "../../service/defaults";
import { MONITORING } from "../objects/names";
import { pinnedImages } from "../images/pinned";
import { ALERTMANAGER_PORT, PROMETHEUS_PORT } from "../ports";
import type { ImageName } from "../versions";
import { namespacesSettings } from "./namespaces";
import { notificationSettings } from "./notifications";
import { backupSettings } from "./backups";
import { objectStorageSettings } from "./objectStorage";
import { objectiveSettings } from "./objectives";
import { proxySettings } from "./proxySettings";
import { remoteWriteSettings } from "./remoteWrite";
import { serversSettings } from "./servers";
import { thanosSettings } from "./longTerm";
import { alertSettings } from "./alerts";
import { clusterSettings, serviceSettings } from "./cluster";
import { apiUrl } from "./apiUrls";
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
  image,
  mirrors,
  objectName,
  port,
  quantity,
  shortName,
  SSL_MODES,
  sslMode,
  text,
  url,
} from "./scalars";
import { timeZone } from "./timeZone";

const volume = quantity({ least: "64Mi", most: "64Ti" });
const replicas = z.int().min(1).max(9);
/** No less than the pods below ask for. */
const serverMemory = quantity({ least: "128Mi", most: "1Ti" });
const serverCpu = cpu({ least: "100m", most: "128" });
const graceSeconds = z.int().min(10).max(3600);
const webUrl = url("https://grafana.example.com");
const vehicleApiUrl = apiUrl("https://api.example.com", "/v2/search/car/active");
const llmUrl = apiUrl("https://api.example.com/v1", "/chat/completions", [
  "/completions",
  "/responses",
  "/embeddings",
  "/models",
]);

/** Where each is within the cluster, for who has a port forwarded: in the namespace of the defaults. */
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
 * What a stack may set, in Pulumi.<stack>.yaml under `autodealgenie:monitoring`. Nothing else is
 * read, and each default stands here alone. Secrets have keys of their own: see secrets.ts.
 */
export const StackSchema = z.strictObject({
  /** The stack's name to people: on each of its series, and where two stacks meet, what tells them apart. */
  environment: shortName,
  /**
   * Whether people depend on it: then nothing may be left as it is only right to try things. A stack that says nothing is
   * held to be.
   */
  production: z.boolean().default(true),
  /**
   * What is done in production about addresses that lead nowhere, such as those that end in `.example`:
   *
   * - `refused`: the stack has faults
   * - `rendered`: it is looked at and previewed; `pulumi up` refuses them. So it is in a file that shows how to write one
   * - `deployed`: it is deployed, where something of a local cluster answers to those names
   */
  exampleAddresses: z.enum(["refused", "rendered", "deployed"]).default("refused"),
  /** Divides every interval, window and wait alike, so that a live test need not last for hours. */
  timeScale: z.number().min(1).max(60).default(1),
  /** False where the cluster already has the ServiceMonitor CRD, from the operator for instance. */
  installCrds: z.boolean().default(true),
  /** Left out: the cluster's default StorageClass. */
  storageClass: objectName.optional(),
  /** The folder of the runbooks: each alert links to `<alert>.md` in it. */
  runbooks: webUrl.default("https://github.com/Raviteja77/autodealgenie/blob/main/docs/runbooks"),
  images: section({
    ...(Object.fromEntries(
      Object.entries(pinnedImages()).map(([name, pinned]) => [name, image.default(pinned)]),
    ) as Record<ImageName, z.ZodDefault<z.ZodString>>),
    /**
     * Whether each start of a container asks the registry what its image's tag stands for now. Then every pod runs the
     * same, and none starts while the registry is away.
     */
    pullPolicy: z.enum(["IfNotPresent", "Always"]).default("IfNotPresent"),
    /**
     * Where copies of the images are: in front of every image of a public registry, in place of that registry's name, or
     * by the name of each such registry. An image of any other registry stays where it is. Left out: nowhere.
     */
    registry: mirrors.optional(),
    /** The Secrets, in both namespaces, by which nodes may pull. */
    pullSecrets: z
      .array(objectName)
      .max(20)
      .refine(distinct, "must name each Secret once")
      .default([]),
  }),

  namespaces: namespacesSettings,

  /** What is said of all servers, and of single ones: labels, annotations, nodes. */
  servers: serversSettings,
  /** Through what the stack asks whoever is outside. Left out: nothing. */
  proxy: proxySettings.optional(),

  prometheus: section({
    url: webUrl.default(OWN_URLS.prometheus),
    /** Alike: each scrapes every target, and each evaluates every rule. Several need `thanos` in front. */
    replicas: replicas.default(1),
    /**
     * What tells its samples and alerts from those of other clusters, such as `cluster`, beside `environment`: where
     * several of one environment share a bucket, a tenant or an Alertmanager of somebody else's.
     */
    externalLabels,
    /**
     * Among so many are the jobs divided, each with as many replicas: a job is scraped by one of them as a whole, so that
     * its rules are true there. Several need `thanos` in front.
     */
    shards: replicas.default(1),
    storage: volume.default("20Gi"),
    retention: duration({ least: "1d", most: "10y" }).default("30d"),
    /** How much of the volume is kept, whatever the retention. Left out: 85 % of it. */
    retentionSize: volume.optional(),
    memory: quantity({ least: "256Mi", most: "1Ti" }).default("1Gi"),
    /** At most; so it is with every other `cpu` here. */
    cpu: serverCpu.default("2"),
    /** How long it may take to end: it writes the last samples down first. */
    graceSeconds: graceSeconds.default(300),
    /**
     * Whether to read what the nodes say of our containers and volumes. Needs nodes whose kubelets' certificates the
     * cluster's authority has signed.
     */
    nodeMetrics: z.boolean().default(true),
  }),
  /** Where Thanos keeps samples, and backups go. Left out: Prometheus keeps samples alone, and there are no backups. */
  objectStorage: objectStorageSettings.optional(),
  thanos: thanosSettings.optional(),
  backups: backupSettings.optional(),
  /** Who is sent every sample. */
  remoteWrite: remoteWriteSettings,
  alertmanager: section({
    url: webUrl.default(OWN_URLS.alertmanager),
    /** Not more than can wait for one another before a group's first wait is over: see `peerTimeout`. */
    replicas: z.int().min(1).max(3).default(1),
    storage: volume.default("1Gi"),
    /** How long it may take to end: what it is telling somebody, it tells first. */
    graceSeconds: graceSeconds.default(30),
  }),
  grafana: z.strictObject({
    /** Where people open it: every alert links to it. */
    url: webUrl,
    /** 0 keeps everything of it but its pod: for a cluster that cannot have its image. */
    replicas: z.int().min(0).max(9).default(1),
    storage: volume.default("2Gi"),
    /** Needed for several replicas. Left out: a file on the volume, which only one can use. */
    database: grafanaDatabase.optional(),
    signIn: signInSettings,
  }),

  backend: section({
    /** The least of them, with autoscaling. */
    replicas: replicas.default(2),
    /** Left out: there are always as many replicas. Needs the cluster's metrics API. */
    autoscaling: z
      .strictObject({
        maxReplicas: z.int().min(2).max(100),
        /** How much of `cpu` the replicas are to use, on average. */
        cpuPercent: z.int().min(10).max(95).default(70),
      })
      .optional(),
    /** How long a pod still serves once it is to end: until every balancer has heard of it. */
    drainSeconds: z.int().min(1).max(120).default(5),
    memory: serverMemory.default("512Mi"),
    cpu: serverCpu.default("1"),
    logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
    /** False only where people reach the backend without TLS. */
    cookieSecure: z.boolean().default(true),
    /**
     * Whose word counts for who a client is (X-Forwarded-For): of so many proxies, each of which adds whom it was asked by,
     * or of those at these addresses. Left out: of the ingress controller's, where people come through one, or of nobody.
     */
    trustedProxies: z
      .union(
        [
          z.int().min(0).max(10),
          z.array(addressBlock).min(1).max(100).refine(distinct, "must name each block once"),
        ],
        "must be how many proxies are before the backend, such as 1, or the blocks of their addresses, such as 10.0.0.0/16",
      )
      .optional(),
    /** Connections to PostgreSQL that each replica may hold. */
    databasePoolMax: z.int().min(1).max(100).default(10),
    /** Refused sign-ins that one address may make for one email in 15 minutes. Left out: the service's own. */
    authRateLimitPer15Min: z.int().min(1).max(1_000_000).optional(),
    /** Vehicle searches that one user may make in an hour. Left out: the service's own. */
    searchRateLimitPerHour: z.int().min(1).max(1_000_000).optional(),
    /** Who lists other dealers' vehicles. Left out: the backend's own catalogue alone is searched. */
    vehicleApi: z.strictObject({ url: vehicleApiUrl }).optional(),
    /** The language model. Left out: the backend's rules alone answer. */
    llm: z
      .strictObject({
        /** Of an API that speaks OpenAI's protocol; `/chat/completions` is added to it. */
        baseUrl: llmUrl,
        model: text,
        /** How long one answer may take. Left out: the service's own. */
        timeoutSeconds: z.int().min(1).max(60).optional(),
        /** What a million tokens cost, in USD: of the question, and of the answer. Left out: no cost is shown. */
        prices: z.strictObject({ prompt: price, completion: price }).optional(),
      })
      .optional(),
  }),

  /** With a `host` it is somebody else's; without one it is deployed beside the application. */
  postgres: section({
    host: host.optional(),
    port: port.default(POSTGRES_PORT),
    /** How to reach an external host; the one deployed here speaks no TLS. */
    sslMode,
    /** Whom to trust of an external host, in PEM. Left out: those that everybody trusts. So it is for Redis. */
    certificateAuthority: certificates.optional(),
    /**
     * Where `host` is PgBouncer, or another that gives each transaction one of its connections: then the server itself has
     * to be said, which the exporter asks. Left out: `host` is the server.
     */
    pooler: z
      .strictObject({
        server: z.strictObject({
          host,
          port: port.default(POSTGRES_PORT),
          /** Left out, as the authority: that of the pooler. */
          sslMode: z.enum(SSL_MODES).optional(),
          certificateAuthority: certificates.optional(),
        }),
      })
      .optional(),
    storage: volume.default("10Gi"),
    memory: serverMemory.default("512Mi"),
    cpu: serverCpu.default("1"),
  }),
  redis: section({
    host: host.optional(),
    port: port.default(REDIS_PORT),
    /** Whether an external host speaks TLS; the one deployed here does not. */
    tls: z.boolean().default(true),
    certificateAuthority: certificates.optional(),
    /** What the cache may hold before it evicts the least recently used keys. */
    maxMemory: quantity({ least: "16Mi", most: "1Ti" }).default("256Mi"),
  }),

  /** What keeps all of it running while nodes are drained, full or lost. A cluster of one node gains nothing by it. */
  availability: section({
    /** Has drains take one replica at a time of what has several. */
    disruptionBudgets: z.boolean().default(false),
    /** Spreads replicas over nodes and zones: where that can be, or over nodes in any case. */
    spread: z.enum(["none", "preferred", "required"]).default("none"),
    /**
     * The PriorityClass of all that watches. `autodealgenie-monitoring` is made; any other has to be there. Left out:
     * none.
     */
    priorityClass: objectName.optional(),
  }),

  /** Which kind of cluster it is, and in what it differs from others of its kind. */
  cluster: clusterSettings,

  security: section({
    /** Whether pods run as their images' own users. Left out: yes, but for OpenShift, which gives each namespace users. */
    fixedUserIds: z.boolean().optional(),
  }),

  /** What the network policies cannot know of the cluster. */
  network: section({
    /**
     * The namespace of the ingress controller through which people come. Left out: of the one that comes with
     * cluster.distribution, if people come through that, and else not through one.
     */
    ingressNamespace: objectName.optional(),
    /** The addresses of load balancers, such as 10.0.0.0/16 or fd00:10::/64, that bring people to the pods without one. */
    ingressBlocks: z.array(addressBlock).refine(distinct, "must name each block once").default([]),
    /** The port of the pods behind the cluster's DNS, whose Service has 53. Left out: as `cluster` has it. */
    dnsPort: port.optional(),
    /** What is to be known of Services that others run in the cluster. Of the rest any port of their namespace is let through. */
    services: z.array(serviceSettings).max(100).default([]),
    /** `host:port` of each receiver whose URL is secret and leads elsewhere than to port 443 outside. */
    receivers: z.array(hostAndPort).refine(distinct, "must name each receiver once").default([]),
  }),

  existingSecrets,
  certManager: certManagerSettings,
  ingress: ingressSettings,
  internalTls: internalTlsSettings,

  /** Addresses that people open, such as https://grafana.example.com, whose certificates are watched. */
  certificates: z
    .array(url("https://grafana.example.com", "https"))
    .refine(distinct, "must name each address once")
    .default([]),
  /** The certificates, in PEM, of the only authorities to trust there. Left out: those that everybody trusts. */
  certificateAuthority: certificates.optional(),

  /** Limits, windows, waits and severities of single alerts, by the alert's name. */
  alerts: alertSettings,
  /** What is promised of the users' requests, and over how long. */
  slos: objectiveSettings,
  /** Whether users come as they did on other days, so that they are missed: not where some come when something is tried. */
  expectsTraffic: z.boolean().default(true),
  /** When deals are expected, by the clocks of the time zone: days from 0, Sunday; the last hour is not included. */
  workingHours: section({
    firstDay: z.int().min(0).max(6).default(1),
    lastDay: z.int().min(0).max(6).default(5),
    fromHour: z.int().min(0).max(23).default(9),
    toHour: z.int().min(1).max(24).default(17),
    timeZone: timeZone.default("UTC"),
    /** Days there on which no deal is expected. */
    holidays: z
      .array(z.iso.date("must be a day such as 2026-12-25"))
      .refine(distinct, "must name each day once")
      .default([]),
  }),

  notifications: notificationSettings.prefault({}),
});

/** A stack's settings, complete. */
export type StackConfig = z.output<typeof StackSchema>;
/** A stack's settings as its file has them: what has a default may be left out. */
export type StackInput = z.input<typeof StackSchema>;
