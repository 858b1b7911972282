import * as pulumi from "@pulumi/pulumi";

import type { RuleGroup } from "../../alert-rules";
import { hostAddress, urlAddress, type Address } from "../config/addresses";
import type { ThanosSettings } from "../config/longTerm";
import type { ObjectStorage } from "../config/objectStorage";
import type { CpuQuantity, Quantity } from "../config/quantity";
import type { RemoteWrite } from "../config/remoteWrite";
import { ACCOUNT_FOLDER } from "../config-files/nodeScrapes";
import type { ObjectStorageSecret } from "../config-files/objectStorage";
import { prometheusConfig } from "../config-files/prometheus";
import {
  remoteWriteFiles,
  remoteWriteSecrets,
  type RemoteWriteSecret,
} from "../config-files/remoteWrite";
import { REPLICA_VARIABLE } from "../config-files/replicas";
import { ruleFiles } from "../config-files/rules";
import type { Times } from "../config-files/times";
import { toYaml } from "../config-files/yaml";
import { accessIn, clusterAccess } from "../kubernetes/access";
import {
  APPLICATION_AUTHORITY,
  encryptedScrape,
  needsApplicationAuthority,
} from "../kubernetes/internalTls";
import { metadataOf, type Metadata } from "../kubernetes/metadata";
import { JOB_LABEL, namespacesOf } from "../kubernetes/monitored";
import { isOfShard, MONITORING, shardName, type WatchedNamespace } from "../kubernetes/names";
import type { Neighbour } from "../kubernetes/neighbours";
import { API_SERVER, asks, KUBELETS } from "../kubernetes/network/asks";
import type { AccessRule, Container, Part, ServiceMonitor } from "../kubernetes/objects";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { registerPart, type PartArgs } from "../kubernetes/register";
import { governingService, service, serviceMonitor, type ScrapeMore } from "../kubernetes/service";
import {
  bucketAccess,
  portsOf,
  thanosContainer,
  type BucketAccess,
} from "../kubernetes/thanosServer";
import { configFolder, dataFolder, secretFolder } from "../kubernetes/volumes";
import { configMap, serviceAccount, statefulSet } from "../kubernetes/workload";
import type { Duration } from "../promql/units";
import type { Shard } from "../sharding/shards";

const NAME = "prometheus";
const PORT = 9090;
const CONFIG_FOLDER = "/etc/prometheus";
const DATA_FOLDER = "/prometheus";
/** The image's user, nobody. */
const UID = 65534;

/**
 * As long as Thanos's query may take to find a replica at its new address, before the next one is replaced: resolvers
 * keep a name for half a minute, the query asks anew every five seconds, and looks at whom it has found every five.
 */
const FOUND_SECONDS = 45;

/** The Service of what runs beside each Prometheus, and so the job under which it is scraped. */
export const THANOS_SIDECAR = "thanos-sidecar";

export type PrometheusSecret =
  RemoteWriteSecret | ObjectStorageSecret | typeof APPLICATION_AUTHORITY;

export interface PrometheusArgs {
  readonly environment: string;
  readonly image: string;
  /** Where people reach it: alerts link to it. */
  readonly url: string;
  readonly times: Times;
  readonly timeScale: number;
  readonly replicas: number;
  readonly retention: Duration;
  readonly storage: Quantity;
  /** How much of it is kept. Left out: as much as it allows. */
  readonly retentionSize?: Quantity | undefined;
  readonly storageClass: string | undefined;
  readonly memory: Quantity;
  readonly graceSeconds: number;
  readonly cpu: CpuQuantity;
  readonly ruleGroups: readonly RuleGroup[];
  /** host:port of each Alertmanager. */
  readonly alertmanagers: readonly string[];
  /** What it scrapes beside itself. */
  readonly monitors: readonly ServiceMonitor[];
  /** What of that somebody else deploys. */
  readonly neighbours: readonly Neighbour[];
  /** Whether to read what the nodes say of our containers and volumes. */
  readonly nodeMetrics: boolean;
  readonly remoteWrite: readonly RemoteWrite[];
  /** Which of several it is: it has the targets and the rules of its own jobs. Left out: there is one alone. */
  readonly shard?: Shard | undefined;
  /** Who takes its blocks away, and its samples to the query. Left out: it keeps them alone. */
  readonly thanos?: {
    readonly image: string;
    readonly settings: ThanosSettings["sidecar"];
    readonly bucket: ObjectStorage;
  };
  /** Whether our servers, it too, talk to each other by TLS. */
  readonly internalTls: boolean;
}

/** The Services at which the query finds the sidecars of so many shards. */
export function sidecarServices(shards: number): readonly string[] {
  return Array.from({ length: shards }, (_, index) => shardName(THANOS_SIDECAR, index));
}

/** Prometheus as plain objects. Its configuration is compiled from the ServiceMonitors. */
export function prometheusPart(args: PrometheusArgs): Part<PrometheusSecret> {
  const { thanos, shard } = args;
  const name = shardName(NAME, shard?.index ?? 0);
  const metadata = metadataOf(name, MONITORING, "metrics-store");
  const governing = governingService(metadata, { web: PORT });
  const own = Array.from({ length: shard?.count ?? 1 }, (_, index) => ownServices(args, index));
  const { service, monitor, beside } = own[shard?.index ?? 0] ?? ownServices(args, 0);
  const monitors = [
    ...args.monitors,
    ...args.neighbours.map(({ monitor }) => monitor),
    ...own.flatMap((each) => [each.monitor, ...(each.beside ? [each.beside.monitor] : [])]),
  ];
  const config = configMap(metadata, "config", {
    "prometheus.yml": toYaml(
      prometheusConfig({ ...args, monitors, replicated: thanos !== undefined }),
    ),
    ...remoteWriteFiles(args.remoteWrite),
  });
  const rules = configMap(metadata, "rules", ruleFiles(args.ruleGroups, args.timeScale));
  const configuration = configFolder(
    CONFIG_FOLDER,
    [
      { folder: "", configMap: config },
      { folder: "rules", configMap: rules },
    ],
    args.nodeMetrics ? ACCOUNT_FOLDER : undefined,
  );
  const bucket = thanos && bucketAccess(metadata, thanos.bucket);
  const given: readonly PrometheusSecret[] = [
    ...remoteWriteSecrets(args.remoteWrite).map(({ file }) => file),
    ...(needsApplicationAuthority(args.monitors) ? ([APPLICATION_AUTHORITY] as const) : []),
  ];
  const secrets = given.length > 0 ? [secretFolder({ metadata, keys: given })] : [];
  const keys = [...given, ...(bucket?.keys ?? [])];
  const mounted = [configuration, ...secrets, dataFolder(DATA_FOLDER)];
  const watched = new Set(monitors.flatMap(namespacesOf) as readonly WatchedNamespace[]);

  return {
    account: serviceAccount(metadata),
    configMaps: [config, rules, ...(bucket?.configMaps ?? [])],
    ...(keys.length > 0 && { secret: { metadata, keys } }),
    service,
    governing,
    monitor,
    ...(beside && { beside }),
    roles: [
      ...[...watched].flatMap(discovery(metadata)),
      ...(args.nodeMetrics ? readingNodes(metadata) : []),
    ],
    asks: [
      ...asks(args.alertmanagers.map(hostAddress)),
      ...asks(args.neighbours.map(addressOf)),
      API_SERVER,
      ...(args.nodeMetrics ? [KUBELETS] : []),
      ...asks(args.remoteWrite.map(({ url }) => urlAddress(url))),
      ...(bucket?.asks ?? []),
    ],
    workload: statefulSet({
      metadata,
      governing,
      replicas: args.replicas,
      storage: { size: args.storage, storageClass: args.storageClass },
      // Without it, the query has nobody to ask for seconds while an image is changed.
      ...(thanos && args.replicas > 1 && { minReadySeconds: FOUND_SECONDS }),
      template: podTemplate({
        labels: metadata.labels,
        serviceAccount: name,
        usesApi: true,
        group: UID,
        // It writes the head block's last samples down before it ends.
        graceSeconds: args.graceSeconds,
        volumes: [...mounted, ...(bucket?.mounted ?? [])].flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          args: flags(args),
          ...(thanos && { env: { [REPLICA_VARIABLE]: { fieldPath: "metadata.name" } } }),
          ports: { web: PORT },
          probes: probes({
            ready: httpGet("/-/ready", "web"),
            alive: httpGet("/-/healthy", "web"),
            // As long as the operator allows: a long write-ahead log is replayed first.
            startSeconds: 900,
          }),
          resources: {
            cpuRequest: "100m",
            cpuLimit: args.cpu,
            memoryRequest: args.memory,
            memoryLimit: args.memory,
          },
          uid: UID,
          mounts: mounted.map(({ mount }) => mount),
        }),
        ...(thanos && bucket && { sidecars: [sidecar(thanos, bucket, args.internalTls)] }),
      }),
    }),
  };
}

/** The Services of one shard, and what scrapes them; of its sidecars, too, at which the query finds every one. */
function ownServices({ times, thanos, internalTls }: PrometheusArgs, shard: number) {
  const web = metadataOf(shardName(NAME, shard), MONITORING, "metrics-store");
  const sidecars = metadataOf(shardName(THANOS_SIDECAR, shard), MONITORING, "metrics-store");
  const monitor = (metadata: Metadata, port: string) =>
    monitorOf(metadata, port, times, internalTls ? [encryptedScrape(metadata.name)] : undefined);
  return {
    service: service({ metadata: known(web, NAME), ports: { web: PORT } }),
    monitor: monitor(web, "web"),
    ...(thanos && {
      beside: {
        service: service({
          metadata: known(sidecars, THANOS_SIDECAR),
          pods: web.name,
          ports: portsOf(["http", "grpc"]),
          headless: true,
        }),
        monitor: monitor(sidecars, "http"),
      },
    }),
  };
}

/** The metadata of a Service whose targets are of a job of another name. */
function known(metadata: Metadata, job: string): Metadata {
  return metadata.name === job
    ? metadata
    : { ...metadata, labels: { ...metadata.labels, [JOB_LABEL]: job } };
}

function monitorOf(
  metadata: Metadata,
  port: string,
  times: Times,
  more?: readonly ScrapeMore[],
): ServiceMonitor {
  const each = { interval: times.scrapeInterval, timeout: times.scrapeTimeout };
  const monitor = serviceMonitor(metadata, port, each, more);
  // The first shard's Services have no such label, and their own names.
  return isOfShard(metadata.name)
    ? { ...monitor, spec: { ...monitor.spec, jobLabel: JOB_LABEL } }
    : monitor;
}

function sidecar(
  { image, settings }: NonNullable<PrometheusArgs["thanos"]>,
  bucket: BucketAccess,
  internalTls: boolean,
): Container {
  return thanosContainer({
    name: THANOS_SIDECAR,
    image,
    args: [
      "sidecar",
      `--prometheus.url=${internalTls ? "https" : "http"}://127.0.0.1:${PORT}`,
      `--tsdb.path=${DATA_FOLDER}`,
      ...bucket.flags,
    ],
    ports: ["http", "grpc"],
    ...settings,
    startSeconds: 60,
    // It reads Prometheus's blocks, and links them into a folder of its own beside them.
    uid: UID,
    mounted: [...bucket.mounted, dataFolder(DATA_FOLDER)],
  });
}

function flags({ url, times, thanos, remoteWrite }: PrometheusArgs): readonly string[] {
  return [
    `--config.file=${CONFIG_FOLDER}/prometheus.yml`,
    // Watches the rule files too, so that no change of either restarts it.
    "--config.auto-reload",
    `--storage.tsdb.path=${DATA_FOLDER}`,
    `--web.external-url=${url}`,
    // However long the path of that address: probes, scrapes and Grafana use the Service.
    "--web.route-prefix=/",
    // Defaults, written out because they shrink together with every other time.
    `--query.lookback-delta=${times.lookback}`,
    `--rules.alert.resend-delay=${times.resendDelay}`,
    `--rules.alert.for-grace-period=${times.forGracePeriod}`,
    // Blocks go to the bucket as they are written, and are joined there alone: a block that both had joined would be
    // there twice.
    ...(thanos
      ? ["--storage.tsdb.min-block-duration=2h", "--storage.tsdb.max-block-duration=2h"]
      : []),
    ...(remoteWrite.some(({ sendExemplars }) => sendExemplars)
      ? ["--enable-feature=exemplar-storage"]
      : []),
  ];
}

function addressOf({ service: { name, namespace, port } }: Neighbour): Address {
  return { host: `${name}.${namespace}.svc`, port: port.number };
}

/** The right to find the targets of one namespace, and no other right in it. */
function discovery(server: Metadata): (namespace: WatchedNamespace) => readonly AccessRule[] {
  const verbs = ["get", "list", "watch"];
  return (namespace) =>
    accessIn(namespace, server, "discovery", [
      { apiGroups: [""], resources: ["services", "pods"], verbs },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs },
    ]);
}

/** The right to find the nodes and to read their metrics: the kubelet asks for this and gives nothing else for it. */
function readingNodes(server: Metadata): readonly AccessRule[] {
  return clusterAccess(server, "nodes", [
    { apiGroups: [""], resources: ["nodes"], verbs: ["list", "watch"] },
    { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
  ]);
}

/** Scrapes every target, keeps the samples and evaluates the alert rules. */
export class Prometheus extends pulumi.ComponentResource {
  constructor(
    name: string,
    args: PartArgs<PrometheusSecret>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("autodealgenie:monitoring:Prometheus", name, {}, opts);
    registerPart(this, args);
    this.registerOutputs({});
  }
}
