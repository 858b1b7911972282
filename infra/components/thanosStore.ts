import type { ThanosSettings } from "../settings/longTerm";
import type { Proxy } from "../settings/proxy";
import type { ObjectStorage } from "../settings/objectStorage";
import { mebibytesOf, type Quantity } from "../settings/quantity";
import type { Times } from "../rendered-config/times";
import type { Server } from "../kubernetes/server";
import { ownBlocks, thanosGrpcTls, thanosServer } from "../kubernetes/thanosServer";

export const THANOS_STORE = "thanos-store";

export interface ThanosStoreArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly settings: ThanosSettings["store"];
  readonly bucket: ObjectStorage;
  readonly proxy?: Proxy | undefined;
  /** What the samples of this cluster have, of several that share the bucket. Left out: all samples are its own. */
  readonly own?: Readonly<Record<string, string>> | undefined;
  readonly storageClass: string | undefined;
  readonly times: Times;
}

/** The store gateway: what the bucket holds, for the query. */
export function thanosStoreServer(args: ThanosStoreArgs): Server {
  const { settings, storageClass } = args;
  return thanosServer({
    type: "ThanosStore",
    tls: thanosGrpcTls(),
    ...args,
    name: THANOS_STORE,
    component: "metrics-archive",
    replicas: 1,
    args: [
      "store",
      `--index-cache-size=${quarter(settings.memory)}`,
      `--chunk-pool-size=${quarter(settings.memory)}`,
      ...ownBlocks(args.own),
    ],
    ports: ["http", "grpc"],
    memory: settings.memory,
    cpu: settings.cpu,
    // It reads the index of each block first, and fetches those that its volume lacks.
    startSeconds: 600,
    storage: { size: settings.storage, storageClass },
  });
}

/** Of its memory a quarter holds indexes and another one what is being read: as it is set by default, that alone takes 2 GB. */
function quarter(memory: Quantity): string {
  return `${Math.floor(mebibytesOf(memory) / 4)}MiB`;
}
