import { probes } from "../../infra/kubernetes/pod";
import type { Duration } from "../../signals/promql/units";
import { LAB_IMAGES } from "../builder/labImages";
import type { Certificate } from "../certificates";
import type { KubeObject } from "../deploy/object";
import { outsideServer, STORE } from "../deploy/outside";
import {
  REMOTE_STORAGE_APP,
  REMOTE_STORAGE_NAMESPACE,
  REMOTE_STORAGE_PORT,
  REMOTE_STORAGE_USER,
} from "./addresses";

export interface RemoteStorageArgs {
  /** The password of the user who may write and read. */
  readonly password: string;
  readonly certificate: Certificate;
  /** The scrape interval of the stack that sends: one sample of each series is kept per interval, from any replica. */
  readonly scrapeInterval: Duration;
}

const PASSWORD_FOLDER = "/etc/victoria-metrics";
const PASSWORD = "password";
const CERTIFICATE_FOLDER = "/etc/victoria-metrics-tls";

/** A single-node VictoriaMetrics that receives the stack's samples, over TLS and with a password. */
export function remoteStorageObjects(args: RemoteStorageArgs): readonly KubeObject[] {
  // Needs no password: the kubelet sends none.
  const health = { httpGet: { path: "/health", port: "https", scheme: "HTTPS" } };
  return outsideServer({
    name: REMOTE_STORAGE_APP,
    namespace: REMOTE_STORAGE_NAMESPACE,
    port: REMOTE_STORAGE_PORT,
    certificate: args.certificate,
    tls: { folder: CERTIFICATE_FOLDER },
    secret: { folder: PASSWORD_FOLDER, values: { [PASSWORD]: args.password } },
    storage: "1Gi",
    readOnce: args,
    server: {
      image: LAB_IMAGES.victoriaMetrics,
      args: [
        `-httpListenAddr=:${String(REMOTE_STORAGE_PORT)}`,
        "-tls",
        `-tlsCertFile=${CERTIFICATE_FOLDER}/tls.crt`,
        `-tlsKeyFile=${CERTIFICATE_FOLDER}/tls.key`,
        `-httpAuth.username=${REMOTE_STORAGE_USER}`,
        `-httpAuth.password=file://${PASSWORD_FOLDER}/${PASSWORD}`,
        `-storageDataPath=${STORE}`,
        "-retentionPeriod=7d",
        // Replicas send equal series. The newest sample per interval is kept.
        `-dedup.minScrapeInterval=${args.scrapeInterval}`,
        // Acknowledged samples stay in memory for this long, and are lost if the process is killed. The default is five
        // seconds.
        "-inmemoryDataFlushInterval=1s",
        "-memory.allowedBytes=96MiB",
      ],
      probes: probes({ ready: health, alive: health, startSeconds: 60 }),
      resources: { cpuRequest: "20m", memoryRequest: "64Mi", memoryLimit: "256Mi" },
      uid: 65534,
    },
  });
}
