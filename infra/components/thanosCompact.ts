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
  /** What the samples of this cluster have, of several that share the bucket. Left out: all samples are its own. */
  readonly own?: Readonly<Record<string, string>> | undefined;
  readonly storageClass: string | undefined;
  readonly times: Times;
}

/**
 * The compactor: joins the bucket's blocks, makes their aggregates and deletes what is old enough.
 *
 * There is one, always: two of them would spoil each other's blocks. A StatefulSet sees to that, which starts no pod
 * before the one of the same name has ended.
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
      // Goes on for ever, and not through the bucket once.
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
    // What it has begun to write into the bucket it brings to its end.
    graceSeconds: 120,
    storage: { size: settings.storage, storageClass },
  });
}
