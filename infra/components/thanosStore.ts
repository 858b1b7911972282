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
  /** The labels of this cluster's samples, if several clusters share the bucket. Left out: all samples belong to it. */
  readonly own?: Readonly<Record<string, string>> | undefined;
  readonly storageClass: string | undefined;
  readonly times: Times;
}

/** The store gateway: serves the bucket's data to Thanos Query. */
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
    // At startup it reads the index of each block, and downloads those missing on its volume.
    startSeconds: 600,
    storage: { size: settings.storage, storageClass },
  });
}

/** A quarter of its memory for indexes, and another quarter for running queries: the defaults alone would take 2 GB. */
function quarter(memory: Quantity): string {
  return `${Math.floor(mebibytesOf(memory) / 4)}MiB`;
}
