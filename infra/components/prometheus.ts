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
 * As long as Thanos's query may take to find a replica at its new address, before the next one is replaced: resolvers
 * keep a name for half a minute, the query asks anew every five seconds, and looks at whom it has found every five.
 */
const FOUND_SECONDS = 45;

const TLS: ServerTls = {
  ...toolkitTls(),
  files: ({ name, folder }) => ({
    [WEB_FILE]: webConfig(),
    [PROBE_FILE]: clientConfig(folder, name),
  }),
  isClient: true,
  // It takes connections long before its log is replayed.
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
  readonly externalTargets: readonly ExternalTarget[];
  /** Whether to read what the nodes say of our containers and volumes. */
  readonly nodeMetrics: boolean;
  /** Whether they tell of volumes. */
  readonly volumeMetrics: boolean;
  readonly apiServer: Egress;
  readonly remoteWrite: readonly RemoteWrite[];
  /** Through which it and its sidecar ask others outside. Left out: they ask them themselves. */
  readonly proxy?: Proxy | undefined;
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
        args.remoteWrite.map(({ url }) => urlAddress(url)),
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
      // Without it, the query has nobody to ask for seconds while an image is changed.
      ...(thanos && args.replicas > 1 && { minReadySeconds: FOUND_SECONDS }),
      template: podTemplate({
        labels: metadata.labels,
        serviceAccount: metadata.name,
        usesApi: true,
        group: UID,
        // It writes the head block's last samples down before it ends.
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

function addressOf({ service: { name, namespace, port } }: ExternalTarget): Address {
  return { host: `${name}.${namespace}.svc`, port: port.number };
}
