import type { RuleGroup } from "../../alert-rules";
import type { Namespaces } from "../objects/names";
import type { ExternalLabels } from "../settings/externalLabels";
import type { Proxy } from "../settings/proxy";
import { hostAddress, urlAddress, type Address } from "../settings/addresses";
import type { ThanosSettings } from "../settings/longTerm";
import type { ObjectStorage } from "../settings/objectStorage";
import type { CpuQuantity, Quantity } from "../settings/quantity";
import type { RemoteWrite } from "../settings/remoteWrite";
import { ACCOUNT_FOLDER } from "../rendered-config/nodeScrapes";
import { prometheusConfig } from "../rendered-config/prometheus";
import { remoteWriteFiles, remoteWriteSecrets } from "../rendered-config/remoteWrite";
import { REPLICA_VARIABLE } from "../rendered-config/replicas";
import { ruleFiles } from "../rendered-config/rules";
import type { Times } from "../rendered-config/times";
import { toYaml } from "../rendered-config/yaml";
import { namespacesOf } from "../kubernetes/monitored";
import type { WatchedNamespace } from "../objects/names";
import type { ExternalTarget } from "../kubernetes/externalTargets";
import { writeIdentity } from "../kubernetes/network/cloudIdentity";
import { egressTo, httpEgressTo, KUBELETS, type Egress } from "../kubernetes/network/egress";
import type { Server } from "../kubernetes/server";
import type { ServiceMonitor } from "../objects/kubernetes";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { keysOf, secretOf } from "../kubernetes/secret";
import { bucketAccess } from "../kubernetes/thanosServer";
import { APPLICATION_AUTHORITY, needsApplicationAuthority } from "../kubernetes/tls/scrape";
import { configFolder, dataFolder, secretFolder } from "../kubernetes/volumes";
import { configMap, serviceAccount, statefulSet } from "../kubernetes/workload";
import type { Duration } from "../../signals/promql/units";
import type { Shard } from "../rendered-config/sharding/shards";
import { discovery, readingNodes } from "./prometheusAccess";
import { PROMETHEUS_PORT } from "../ports";
import { prometheusMetadata, prometheusServices } from "./prometheusServices";
import { thanosSidecar } from "./thanosSidecar";
import { toolkitTls, type ServerTls } from "../kubernetes/tls/server";
import { clientConfig, PROBE_FILE, WEB_FILE, webConfig } from "../rendered-config/webConfig";

const CONFIG_FOLDER = "/etc/prometheus";
const DATA_FOLDER = "/prometheus";
/** The image's user, nobody. */
const UID = 65534;

/**
 * The minimum time that a replaced replica is Ready before the next one is replaced: Thanos Query may need it to find the
 * replica at its new address. Resolvers cache names for half a minute, and the query resolves names, and checks its endpoints,
 * every five seconds.
 */
const FOUND_SECONDS = 45;

const TLS: ServerTls = {
  ...toolkitTls(),
  files: ({ name, folder }) => ({
    [WEB_FILE]: webConfig(),
    [PROBE_FILE]: clientConfig(folder, name),
  }),
  isClient: true,
  // It accepts connections long before its log is replayed.
  ready: {
    by: "program",
    command: (folder) => [
      "/bin/promtool",
      "check",
      "ready",
      `--url=https://localhost:${String(PROMETHEUS_PORT)}`,
      `--http.config.file=${folder}/${PROBE_FILE}`,
    ],
  },
};

export interface PrometheusArgs {
  /** @default monitoring and autodealgenie */
  readonly namespaces?: Namespaces | undefined;
  readonly environment: string;
  readonly externalLabels: ExternalLabels;
  readonly image: string;
  /** The URL at which people open it: alerts link to it. */
  readonly url: string;
  readonly times: Times;
  readonly timeScale: number;
  readonly replicas: number;
  readonly retention: Duration;
  readonly storage: Quantity;
  /** The size of data to keep. Left out: as much as the volume allows. */
  readonly retentionSize?: Quantity | undefined;
  readonly storageClass: string | undefined;
  readonly memory: Quantity;
  readonly graceSeconds: number;
  readonly cpu: CpuQuantity;
  readonly ruleGroups: readonly RuleGroup[];
  /** host:port of each Alertmanager. */
  readonly alertmanagers: readonly string[];
  /** The servers to scrape besides itself. */
  readonly monitors: readonly ServiceMonitor[];
  /** Targets that the stack does not deploy. */
  readonly externalTargets: readonly ExternalTarget[];
  /** Whether to scrape kubelets for the stack's containers and volumes. */
  readonly nodeMetrics: boolean;
  /** Whether the kubelets report volumes. */
  readonly volumeMetrics: boolean;
  readonly apiServer: Egress;
  readonly remoteWrite: readonly RemoteWrite[];
  /** The proxy for its and its sidecar's outgoing connections. Left out: they connect directly. */
  readonly proxy?: Proxy | undefined;
  /** The shard: it has the targets and rules of its own jobs. Left out: there is only one. */
  readonly shard?: Shard | undefined;
  /** The Thanos sidecar, which uploads its blocks and serves its samples. Left out: there is none. */
  readonly thanos?: {
    readonly image: string;
    readonly settings: ThanosSettings["sidecar"];
    readonly bucket: ObjectStorage;
  };
  /** Whether the stack's servers, including this one, use TLS for each other. */
  readonly internalTls: boolean;
}

/** Prometheus as plain objects. Its configuration is compiled from the ServiceMonitors. */
export function prometheusServer(args: PrometheusArgs): Server {
  const { thanos, shard } = args;
  const index = shard?.index ?? 0;
  const metadata = prometheusMetadata(index, args.namespaces?.monitoring);
  const services = (of: number) =>
    prometheusServices({ ...args, sidecars: thanos !== undefined }, of);
  const { service, governing, monitor, beside } = services(index);
  const shards = Array.from({ length: shard?.count ?? 1 }, (_, of) => services(of));
  const monitors = [
    ...args.monitors,
    ...args.externalTargets.map(({ monitor }) => monitor),
    ...shards.flatMap((each) => [each.monitor, ...(each.beside ? [each.beside.monitor] : [])]),
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
  const bucket = thanos && bucketAccess(metadata, thanos.bucket, args.proxy);
  const own = secretOf(metadata, {
    ...remoteWriteSecrets(args.remoteWrite),
    ...(needsApplicationAuthority(args.monitors) && {
      [APPLICATION_AUTHORITY]: { from: "application authority" } as const,
    }),
  });
  const secrets = keysOf(own).length > 0 ? [secretFolder(own)] : [];
  const all = secretOf(metadata, { ...own.sources, ...bucket?.secret.sources });
  const mounted = [configuration, ...secrets, dataFolder(DATA_FOLDER)];
  const watched = new Set(monitors.flatMap(namespacesOf) as readonly WatchedNamespace[]);

  return {
    type: "Prometheus",
    tls: TLS,
    publicEndpoint: { port: "web", paths: ["/"], signsIn: false },
    account: serviceAccount(metadata),
    configMaps: [config, rules, ...(bucket?.configMaps ?? [])],
    secret: keysOf(all).length > 0 ? all : undefined,
    service,
    governing,
    monitor,
    ...(beside && { sidecar: beside }),
    roles: [
      ...[...watched].flatMap(discovery(metadata)),
      ...(args.nodeMetrics ? readingNodes(metadata) : []),
    ],
    egress: [
      ...egressTo(args.alertmanagers.map(hostAddress)),
      ...egressTo(args.externalTargets.map(addressOf)),
      args.apiServer,
      ...(args.nodeMetrics ? [KUBELETS] : []),
      ...httpEgressTo(
        args.remoteWrite.flatMap(({ url, auth }) => [
          urlAddress(url),
          ...(auth.type === "oauth2" ? [urlAddress(auth.tokenUrl)] : []),
        ]),
        args.proxy,
      ),
      ...args.remoteWrite.flatMap(writeIdentity),
      ...(bucket?.egress ?? []),
    ],
    resource: statefulSet({
      metadata,
      governing,
      replicas: args.replicas,
      storage: { size: args.storage, storageClass: args.storageClass },
      // Without it, Thanos Query has no endpoint for seconds while an image is changed.
      ...(thanos && args.replicas > 1 && { minReadySeconds: FOUND_SECONDS }),
      template: podTemplate({
        labels: metadata.labels,
        serviceAccount: metadata.name,
        usesApi: true,
        group: UID,
        // It writes the head block's latest samples to disk before it exits.
        graceSeconds: args.graceSeconds,
        volumes: [...mounted, ...(bucket?.mounted ?? [])].flatMap(({ volume }) => volume ?? []),
        container: container({
          name: "prometheus",
          image: args.image,
          args: flags(args),
          ...(thanos && { env: { [REPLICA_VARIABLE]: { fieldPath: "metadata.name" } } }),
          ports: { web: PROMETHEUS_PORT },
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
        ...(thanos &&
          bucket && {
            sidecars: [
              thanosSidecar({
                ...thanos,
                bucket,
                prometheus: {
                  url: `${args.internalTls ? "https" : "http"}://127.0.0.1:${String(PROMETHEUS_PORT)}`,
                  dataFolder: DATA_FOLDER,
                  uid: UID,
                },
              }),
            ],
          }),
      }),
    }),
  };
}

function flags({ url, times, thanos, remoteWrite }: PrometheusArgs): readonly string[] {
  return [
    `--config.file=${CONFIG_FOLDER}/prometheus.yml`,
    // It also watches the rule files, so that changes to either need no restart.
    "--config.auto-reload",
    `--storage.tsdb.path=${DATA_FOLDER}`,
    `--web.external-url=${url}`,
    // Whatever the path in that URL: probes, scrapes and Grafana use the Service.
    "--web.route-prefix=/",
    // The defaults, set explicitly because `timeScale` shortens them with every other duration.
    `--query.lookback-delta=${times.lookback}`,
    `--rules.alert.resend-delay=${times.resendDelay}`,
    `--rules.alert.for-grace-period=${times.forGracePeriod}`,
    // Blocks are uploaded as they are written, and only compacted in the bucket: if both compacted them, samples would be there
    // twice.
    ...(thanos
      ? ["--storage.tsdb.min-block-duration=2h", "--storage.tsdb.max-block-duration=2h"]
      : []),
    ...(remoteWrite.some(({ sendExemplars }) => sendExemplars)
      ? ["--enable-feature=exemplar-storage"]
      : []),
  ];
}

function addressOf({ service: { name, namespace, port } }: ExternalTarget): Address {
  return { host: `${name}.${namespace}.svc`, port: port.number };
}
