import type { ThanosSettings } from "../settings/longTerm";
import type { Proxy } from "../settings/proxy";
import type { ObjectStorage } from "../settings/objectStorage";
import type { Times } from "../rendered-config/times";
import type { Server } from "../kubernetes/server";
import { ownBlocks, thanosServer, thanosTls } from "../kubernetes/thanosServer";

export interface ThanosCompactArgs {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly settings: ThanosSettings["compactor"];
  readonly retention: ThanosSettings["retention"];
  readonly bucket: ObjectStorage;
  readonly proxy?: Proxy | undefined;
  /** The labels of this cluster's samples, if several clusters share the bucket. Left out: all samples belong to it. */
  readonly own?: Readonly<Record<string, string>> | undefined;
  readonly storageClass: string | undefined;
  readonly times: Times;
}

/**
 * The compactor: compacts and downsamples the bucket's blocks, and deletes expired ones.  There is exactly one, because two
 * would corrupt each other's blocks. A StatefulSet guarantees that: it starts no pod before the previous one of the same name
 * has ended.
 */
export function thanosCompactServer(args: ThanosCompactArgs): Server {
  const { settings, retention, storageClass } = args;
  return thanosServer({
    type: "ThanosCompact",
    tls: thanosTls(),
    ...args,
    name: "thanos-compact",
    component: "metrics-archive",
    replicas: 1,
    args: [
      "compact",
      // Runs continuously, not only once.
      "--wait",
      `--retention.resolution-raw=${retention.raw}`,
      `--retention.resolution-5m=${retention.fiveMinutes}`,
      `--retention.resolution-1h=${retention.oneHour}`,
      ...ownBlocks(args.own),
    ],
    ports: ["http"],
    memory: settings.memory,
    cpu: settings.cpu,
    startSeconds: 120,
    // On shutdown, it finishes the upload that it has started.
    graceSeconds: 120,
    storage: { size: settings.storage, storageClass },
  });
}
