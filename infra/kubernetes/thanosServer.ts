import { bucketIdentity } from "./network/cloudIdentity";
import { proxyVariables, type Proxy } from "../settings/proxy";
import type { ObjectStorage } from "../settings/objectStorage";
import type { CpuQuantity, Quantity } from "../settings/quantity";
import {
  AUTHORITY_FILE,
  AUTHORITY_FOLDER,
  authorityOf,
  OBJECT_STORAGE_FILE,
  OBJECT_STORAGE_SECRET,
  objectStorageConfig,
  storageAddresses,
} from "../rendered-config/objectStorage";
import type { Times } from "../rendered-config/times";
import { toYaml } from "../rendered-config/yaml";
import { composedOfStorageKeys } from "../settings/secretSources";
import type { ComponentLabel } from "../objects/labels";
import { metadataOf, type Metadata } from "../objects/metadata";
import { MONITORING } from "../objects/names";
import { httpEgressTo, type Egress } from "./network/egress";
import type { Server } from "./server";
import type { ConfigMap, Container } from "../objects/kubernetes";
import type { SecretShape } from "./secret";
import { container, httpGet, podTemplate, probes } from "./pod";
import { secretOf } from "./secret";
import { service, serviceMonitor } from "./service";
import { configFolder, dataFolder, secretFolder, type Mounted } from "./volumes";
import { configMap, deployment, serviceAccount, statefulSet } from "./workload";
import { toolkitTls, type ServerTls } from "./tls/server";

/** Where each of Thanos's programs speaks HTTP, of its metrics among others, and what they ask each other. */
export const THANOS_PORTS = { http: 10902, grpc: 10901 } as const;
/** Not the image's own, 1001, which may be somebody's on a node: it writes to its volume alone, which its group may. */
const UID = 11001;
const DATA_FOLDER = "/var/thanos";

/**
 * What the query asks each of Thanos's programs to be, beside its own name: it finds them by their addresses, and
 * expects one name of all.
 */
export const THANOS_GRPC = "thanos-grpc";

/** How each of Thanos's programs speaks TLS. */
export function thanosTls(): ServerTls {
  return toolkitTls("--http.config");
}

/** How those speak TLS that answer by gRPC, too, which they do once they are ready. */
export function thanosGrpcTls(): ServerTls {
  const web = thanosTls();
  return {
    ...web,
    flags: (folder) => [
      ...web.flags(folder),
      // The certificate and its key are read anew for each connection, the authority at its start.
      `--grpc-server-tls-cert=${folder}/tls.crt`,
      `--grpc-server-tls-key=${folder}/tls.key`,
      // With it, whoever connects has to show a certificate.
      `--grpc-server-tls-client-ca=${folder}/ca.crt`,
    ],
    alsoNamed: [THANOS_GRPC],
    ready: { by: "port", port: "grpc" },
  };
}

/** What a container needs in order to reach a bucket. */
export interface BucketAccess {
  readonly configMaps: readonly ConfigMap[];
  /** What of the Secret is the bucket's. */
  readonly secret: SecretShape;
  readonly mounted: readonly Mounted[];
  readonly egress: readonly Egress[];
  readonly flags: readonly string[];
  /** What its environment is to say. */
  readonly env: Readonly<Record<string, string>>;
}

/** @param metadata of the server whose pod the container is in: its Secret has the bucket's description */
export function bucketAccess(
  metadata: Metadata,
  storage: ObjectStorage,
  proxy: Proxy | undefined,
): BucketAccess {
  const authority = authorityOf(storage);
  const configMaps =
    authority === undefined
      ? []
      : [configMap(metadata, "authority", { [AUTHORITY_FILE]: authority })];
  const secret = secretOf(metadata, {
    [OBJECT_STORAGE_SECRET]: composedOfStorageKeys(storage, (keys) =>
      toYaml(objectStorageConfig(storage, keys)),
    ),
  });
  return {
    configMaps,
    secret,
    mounted: [
      secretFolder(secret, "bucket"),
      ...configMaps.map((map) =>
        configFolder(AUTHORITY_FOLDER, [{ folder: "", configMap: map }], undefined, "authority"),
      ),
    ],
    egress: [...httpEgressTo(storageAddresses(storage), proxy), ...bucketIdentity(storage, proxy)],
    flags: [`--objstore.config-file=${OBJECT_STORAGE_FILE}`],
    env: proxyVariables(proxy),
  };
}

/**
 * Keeps a program to the blocks that have these labels. Two compactors that shared any would spoil each other's.
 * @param own left out, or empty: every block is its own
 */
export function ownBlocks(own: Readonly<Record<string, string>> = {}): readonly string[] {
  const labels = Object.entries(own);
  if (labels.length === 0) return [];
  const keep = labels.map(([label, value]) => ({
    action: "keep",
    source_labels: [label],
    regex: value.replaceAll(".", String.raw`\.`),
  }));
  return [`--selector.relabel-config=${toYaml(keep)}`];
}

export interface ThanosContainerArgs {
  readonly name: string;
  readonly image: string;
  /** Which of Thanos's programs, and what it is told. */
  readonly args: readonly string[];
  readonly ports: readonly (keyof typeof THANOS_PORTS)[];
  readonly startSeconds: number;
  readonly memory: Quantity;
  readonly cpu: CpuQuantity;
  /** @default one of its own */
  readonly uid?: number;
  /** @default nothing */
  readonly env?: Readonly<Record<string, string>>;
  readonly mounted: readonly Mounted[];
}

/** One of Thanos's programs. Each answers alike whether it is well. */
export function thanosContainer(args: ThanosContainerArgs): Container {
  return container({
    name: args.name,
    image: args.image,
    args: [
      ...args.args,
      "--log.format=json",
      // Below its limit, and not only at the kernel's hand: it collects its garbage sooner then.
      "--enable-auto-gomemlimit",
      ...args.ports.map((port) => `--${port}-address=0.0.0.0:${THANOS_PORTS[port]}`),
    ],
    ...(Object.keys(args.env ?? {}).length > 0 && { env: args.env }),
    ports: portsOf(args.ports),
    probes: probes({
      ready: httpGet("/-/ready", "http"),
      alive: httpGet("/-/healthy", "http"),
      startSeconds: args.startSeconds,
    }),
    resources: {
      cpuRequest: "50m",
      cpuLimit: args.cpu,
      memoryRequest: "128Mi",
      memoryLimit: args.memory,
    },
    uid: args.uid ?? UID,
    mounts: args.mounted.map(({ mount }) => mount),
  });
}

/** The ports of some of Thanos's programs by name, as a Service and a container list them. */
export function portsOf(
  ports: readonly (keyof typeof THANOS_PORTS)[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(ports.map((port) => [port, THANOS_PORTS[port]]));
}

export interface ThanosServerArgs extends Omit<ThanosContainerArgs, "mounted" | "uid"> {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly type: string;
  readonly tls: ServerTls;
  readonly component: ComponentLabel;
  readonly replicas: number;
  /** Left out: it does not touch the bucket. */
  readonly bucket?: ObjectStorage;
  /** Through which it reaches the bucket. Left out: it asks it itself. */
  readonly proxy?: Proxy | undefined;
  /** Left out: it keeps nothing. */
  readonly storage?: { readonly size: Quantity; readonly storageClass: string | undefined };
  readonly egress?: readonly Egress[];
  readonly graceSeconds?: number;
  readonly times: Times;
}

/** One of Thanos's servers as plain objects: with a volume of its own a StatefulSet, without one a Deployment. */
export function thanosServer(args: ThanosServerArgs): Server {
  const { name, replicas, storage, times } = args;
  const metadata = metadataOf(name, args.namespace ?? MONITORING, args.component);
  const bucket = args.bucket && bucketAccess(metadata, args.bucket, args.proxy);
  const mounted = bucket?.mounted ?? [];
  const template = podTemplate({
    labels: metadata.labels,
    serviceAccount: name,
    group: UID,
    ...(args.graceSeconds !== undefined && { graceSeconds: args.graceSeconds }),
    volumes: mounted.flatMap(({ volume }) => volume ?? []),
    container: thanosContainer({
      ...args,
      ...(bucket && { env: bucket.env }),
      args: [
        ...args.args,
        ...(storage ? [`--data-dir=${DATA_FOLDER}`] : []),
        ...(bucket?.flags ?? []),
      ],
      mounted: [...mounted, ...(storage ? [dataFolder(DATA_FOLDER)] : [])],
    }),
  });
  return {
    type: args.type,
    tls: args.tls,
    publicEndpoint: undefined,
    account: serviceAccount(metadata),
    configMaps: bucket?.configMaps ?? [],
    secret: bucket?.secret,
    service: service({
      metadata,
      ports: portsOf(args.ports),
      // Whoever asks by gRPC keeps its connection, and so has to know of each pod.
      headless: storage !== undefined,
    }),
    monitor: serviceMonitor(metadata, "http", {
      interval: times.scrapeInterval,
      timeout: times.scrapeTimeout,
    }),
    roles: [],
    egress: [...(bucket?.egress ?? []), ...(args.egress ?? [])],
    resource: storage
      ? statefulSet({ metadata, replicas, template, storage })
      : deployment({ metadata, replicas, template }),
  };
}
