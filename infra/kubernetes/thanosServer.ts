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

/** The HTTP port of each Thanos program, which also serves metrics, and the gRPC port between them. */
export const THANOS_PORTS = { http: 10902, grpc: 10901 } as const;
/** Not the image's own user, 1001, which may be a real user of a node: it only writes to its volume, which its group may. */
const UID = 11001;
const DATA_FOLDER = "/var/thanos";

/**
 * The name that Thanos Query expects in every certificate, besides its own: it connects by address, and can only expect one
 * name for all.
 */
export const THANOS_GRPC = "thanos-grpc";

/** The TLS of each Thanos program. */
export function thanosTls(): ServerTls {
  return toolkitTls("--http.config");
}

/** The TLS of programs that also serve gRPC, which they do once they are ready. */
export function thanosGrpcTls(): ServerTls {
  const web = thanosTls();
  return {
    ...web,
    flags: (folder) => [
      ...web.flags(folder),
      // The certificate and key are read again for each connection, the authority only at startup.
      `--grpc-server-tls-cert=${folder}/tls.crt`,
      `--grpc-server-tls-key=${folder}/tls.key`,
      // With it, clients must present a certificate.
      `--grpc-server-tls-client-ca=${folder}/ca.crt`,
    ],
    alsoNamed: [THANOS_GRPC],
    ready: { by: "port", port: "grpc" },
  };
}

/** What a container needs to access a bucket. */
export interface BucketAccess {
  readonly configMaps: readonly ConfigMap[];
  /** The bucket's keys in the Secret. */
  readonly secret: SecretShape;
  readonly mounted: readonly Mounted[];
  readonly egress: readonly Egress[];
  readonly flags: readonly string[];
  /** Its environment variables. */
  readonly env: Readonly<Record<string, string>>;
}

/** @param metadata of the server whose pod contains the container: its Secret has the bucket's configuration */
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
 * Limits a program to the blocks with these labels. Two compactors with common blocks would corrupt them.
 * @param own left out, or empty: every block
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
  /** The Thanos program, and its arguments. */
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

/** A container with a Thanos program. All have the same probes. */
export function thanosContainer(args: ThanosContainerArgs): Container {
  return container({
    name: args.name,
    image: args.image,
    args: [
      ...args.args,
      "--log.format=json",
      // Below its limit, so that it collects garbage before the kernel kills it.
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

/** The named ports of Thanos programs, for Services and containers. */
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
  /** Left out: it does not access the bucket. */
  readonly bucket?: ObjectStorage;
  /** The proxy for the bucket. Left out: it connects directly. */
  readonly proxy?: Proxy | undefined;
  /** Left out: it has no volume. */
  readonly storage?: { readonly size: Quantity; readonly storageClass: string | undefined };
  readonly egress?: readonly Egress[];
  readonly graceSeconds?: number;
  readonly times: Times;
}

/** A Thanos server as plain objects: a StatefulSet with a volume, or a Deployment without one. */
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
      // gRPC clients keep their connection, so they have to know each pod.
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
