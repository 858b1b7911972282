import type { ThanosSettings } from "../settings/longTerm";
import { shardName } from "../objects/names";
import type { Container } from "../objects/kubernetes";
import { thanosContainer, thanosGrpcTls, type BucketAccess } from "../kubernetes/thanosServer";
import { dataFolder } from "../kubernetes/volumes";
import type { ServerTls } from "../kubernetes/tls/server";
import {
  loopbackClientConfig,
  PROMETHEUS_FILE,
  WEB_FILE,
  webConfig,
} from "../rendered-config/webConfig";

/** The Service of the sidecars, and so the job under which they are scraped. */
export const THANOS_SIDECAR = "thanos-sidecar";

/** The Services at which Thanos Query finds the sidecars of all shards. */
export function sidecarServices(shards: number): readonly string[] {
  return Array.from({ length: shards }, (_, index) => shardName(THANOS_SIDECAR, index));
}

/** Its TLS, which it also uses to connect to its Prometheus. */
export function sidecarTls(): ServerTls {
  const own = thanosGrpcTls();
  return {
    ...own,
    flags: (folder) => [
      ...own.flags(folder),
      `--prometheus.http-client-file=${folder}/${PROMETHEUS_FILE}`,
    ],
    files: ({ folder }) => ({
      [WEB_FILE]: webConfig(),
      [PROMETHEUS_FILE]: loopbackClientConfig(folder),
    }),
    isClient: true,
  };
}

export interface SidecarArgs {
  readonly image: string;
  readonly settings: ThanosSettings["sidecar"];
  readonly bucket: BucketAccess;
  /** The Prometheus next to it. */
  readonly prometheus: {
    /** The port of that Prometheus within the pod. */
    readonly url: string;
    readonly dataFolder: string;
    readonly uid: number;
  };
}

/** The sidecar: uploads the blocks of the Prometheus in its pod to the bucket, and serves its samples to Thanos Query. */
export function thanosSidecar({ image, settings, bucket, prometheus }: SidecarArgs): Container {
  return thanosContainer({
    name: THANOS_SIDECAR,
    image,
    args: [
      "sidecar",
      `--prometheus.url=${prometheus.url}`,
      `--tsdb.path=${prometheus.dataFolder}`,
      ...bucket.flags,
    ],
    ports: ["http", "grpc"],
    ...settings,
    startSeconds: 60,
    // It reads Prometheus's blocks, and hard-links them into its own folder next to them.
    uid: prometheus.uid,
    env: bucket.env,
    mounted: [...bucket.mounted, dataFolder(prometheus.dataFolder)],
  });
}
