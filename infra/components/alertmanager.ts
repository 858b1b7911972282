import { ALERTMANAGER_PORT as PORT } from "../ports";
import type { Address } from "../settings/addresses";
import type { Proxy } from "../settings/proxy";
import type { Quantity } from "../settings/quantity";
import type { SecretSource } from "../settings/secretSources";
import {
  ALERTMANAGER_FOLDER as CONFIG_FOLDER,
  MAIL_AUTHORITY,
  type AlertmanagerConfig,
  type AlertmanagerSecret,
} from "../rendered-config/alertmanager";
import { TEMPLATES } from "../rendered-config/alertmanagerTemplates";
import type { Times } from "../rendered-config/times";
import { toYaml } from "../rendered-config/yaml";
import { metadataOf } from "../objects/metadata";
import { clusterHost, MONITORING } from "../objects/names";
import { egressTo, httpsAnywhere, type Egress } from "../kubernetes/network/egress";
import type { Server } from "../kubernetes/server";
import { container, httpGet, podTemplate, probes } from "../kubernetes/pod";
import { secretOf } from "../kubernetes/secret";
import { service, serviceMonitor } from "../kubernetes/service";
import { configFolder, dataFolder, secretFolder } from "../kubernetes/volumes";
import { checksum, configMap, serviceAccount, statefulSet } from "../kubernetes/workload";
import { parseDuration } from "../../signals/promql/duration";
import { toolkitTls, type ServerTls } from "../kubernetes/tls/server";
import {
  CLUSTER_FILE,
  clientConfig,
  clusterTls,
  PROBE_FILE,
  WEB_FILE,
  webConfig,
} from "../rendered-config/webConfig";

const NAME = "alertmanager";
export const MESH_PORT = 9094;
const POD_IP = "POD_IP";
/** The address that other replicas use: the pod's own, of any address family. Kubernetes fills it in. */
const OWN_MESH = `[$(${POD_IP})]:${MESH_PORT}`;
const DATA_FOLDER = "/alertmanager";
/** The image's user, nobody. */
const UID = 65534;

/**
 * The minimum time that a replaced replica is Ready before the next one is replaced. It needs this time to learn all that the
 * others know: it has no alerts until Prometheus sends them again, once a minute, and alerts that ended meanwhile are notified
 * at the next check, at most 71 s later, after waiting for its peers. If all replicas were replaced within seconds, together
 * with Prometheus, resolutions would be lost.
 *
 * @returns whole seconds, plus one
 */
function toldSeconds({ times, replicas }: AlertmanagerArgs): number {
  const heard = Math.max(parseDuration(times.groupInterval), parseDuration(times.resendDelay));
  const waited = (replicas - 1) * parseDuration(times.peerTimeout);
  return Math.ceil((heard + waited) / 1000) + 1;
}

const TLS: ServerTls = {
  flags: (folder) => [
    ...toolkitTls().flags(folder),
    `--cluster.tls-config=${folder}/${CLUSTER_FILE}`,
  ],
  files: ({ name, folder }) => ({
    [WEB_FILE]: webConfig(),
    [CLUSTER_FILE]: clusterTls(name),
    [PROBE_FILE]: clientConfig(folder, name),
  }),
  isClient: true,
  ready: {
    by: "program",
    command: (folder) => [
      "/bin/amtool",
      "cluster",
      "show",
      `--alertmanager.url=https://localhost:${String(PORT)}`,
      `--http.config.file=${folder}/${PROBE_FILE}`,
    ],
  },
};

export interface AlertmanagerArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly image: string;
  /** The URL at which people open it: notifications link to it. */
  readonly url: string;
  readonly config: AlertmanagerConfig;
  /** The secrets that the configuration reads. */
  readonly secrets: Readonly<Partial<Record<AlertmanagerSecret, SecretSource>>>;
  /** The certificate authorities to trust for the mail server, in PEM. Left out: those of the image. */
  readonly mailAuthority?: string | undefined;
  /** The addresses of the receivers, as far as they are not secret. */
  readonly receivers: readonly Address[];
  /** The proxy for its receivers. Left out: it connects directly. */
  readonly proxy?: Proxy | undefined;
  readonly times: Times;
  readonly replicas: number;
  readonly graceSeconds: number;
  /** The size of the volume for silences and the notification log. */
  readonly storage: Quantity;
  readonly storageClass: string | undefined;
}

/** host:port of each replica, by name: Prometheus sends every alert to each of them. */
export function alertmanagerAddresses(
  replicas: number,
  namespace: string = MONITORING,
): readonly string[] {
  return hosts(replicas, namespace).map((host) => `${host}:${PORT}`);
}

function hosts(replicas: number, namespace: string): readonly string[] {
  return Array.from(
    { length: replicas },
    (_, index) => `${NAME}-${index}.${clusterHost(NAME, namespace)}`,
  );
}

/** Replicas gossip with each other over UDP, and over TCP for large messages. */
function peers(replicas: number, namespace: string): readonly Egress[] {
  if (replicas === 1) return [];
  return hosts(replicas, namespace).map((host) => ({
    kind: "address",
    host,
    port: MESH_PORT,
    udp: true,
  }));
}

/** Alertmanager as plain objects. Its secrets are files, so that its configuration can be shown. */
export function alertmanagerServer(args: AlertmanagerArgs): Server {
  const { times } = args;
  const metadata = metadataOf(NAME, args.namespace ?? MONITORING, "alert-router");
  const config = configMap(metadata, "config", {
    "alertmanager.yml": toYaml(args.config),
    ...(args.mailAuthority !== undefined && { [MAIL_AUTHORITY]: args.mailAuthority }),
  });
  const templates = configMap(metadata, "templates", { "autodealgenie.tmpl": TEMPLATES });
  const secret = secretOf(metadata, args.secrets);
  const configuration = configFolder(CONFIG_FOLDER, [
    { folder: "", configMap: config },
    { folder: "templates", configMap: templates },
  ]);
  const secrets = secretFolder(secret);

  return {
    type: "Alertmanager",
    tls: TLS,
    publicEndpoint: { port: "web", paths: ["/"], signsIn: false },
    account: serviceAccount(metadata),
    configMaps: [config, templates],
    secret,
    service: service({ metadata, ports: { web: PORT, mesh: MESH_PORT }, headless: true }),
    monitor: serviceMonitor(metadata, "web", {
      interval: times.scrapeInterval,
      timeout: times.scrapeTimeout,
    }),
    roles: [],
    egress: [
      ...egressTo(args.receivers),
      ...httpsAnywhere(args.proxy),
      ...peers(args.replicas, metadata.namespace),
    ],
    resource: statefulSet({
      metadata,
      replicas: args.replicas,
      storage: { size: args.storage, storageClass: args.storageClass },
      ...(args.replicas > 1 && { minReadySeconds: toldSeconds(args) }),
      template: podTemplate({
        labels: metadata.labels,
        // Unlike Prometheus, it does not detect changed files: a change rolls the replicas, one at a time.
        annotations: { "checksum/config": checksum([config, templates]) },
        serviceAccount: NAME,
        group: UID,
        graceSeconds: args.graceSeconds,
        volumes: [configuration, secrets].flatMap(({ volume }) => volume ?? []),
        container: container({
          name: NAME,
          image: args.image,
          args: flags(args),
          ...(args.replicas > 1 && { env: { [POD_IP]: { fieldPath: "status.podIP" } } }),
          ports: { web: PORT, mesh: MESH_PORT },
          probes: probes({
            ready: httpGet("/-/ready", "web"),
            alive: httpGet("/-/healthy", "web"),
            startSeconds: 120,
          }),
          resources: { cpuRequest: "20m", memoryRequest: "64Mi", memoryLimit: "256Mi" },
          uid: UID,
          mounts: [configuration.mount, secrets.mount, dataFolder(DATA_FOLDER).mount],
        }),
      }),
    }),
  };
}

function flags({
  url,
  replicas,
  times,
  namespace = MONITORING,
}: AlertmanagerArgs): readonly string[] {
  return [
    `--config.file=${CONFIG_FOLDER}/alertmanager.yml`,
    `--storage.path=${DATA_FOLDER}`,
    // Silences and the notification log are only written to disk at this interval. With the default of 15 minutes, a killed pod
    // would lose that much, and send its notifications again.
    "--data.maintenance-interval=10s",
    `--web.external-url=${url}`,
    // Whatever the path in that URL: probes, scrapes and Prometheus use the Service.
    "--web.route-prefix=/",
    ...(replicas === 1
      ? ["--cluster.listen-address="]
      : [
          `--cluster.listen-address=${OWN_MESH}`,
          // By default it looks for a private address, and exits if pods have public ones.
          `--cluster.advertise-address=${OWN_MESH}`,
          `--cluster.peer-timeout=${times.peerTimeout}`,
          `--cluster.pushpull-interval=${times.pushPullInterval}`,
          ...hosts(replicas, namespace).map((host) => `--cluster.peer=${host}:${MESH_PORT}`),
        ]),
  ];
}
