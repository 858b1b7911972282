import type { Duration } from "../../signals/promql/units";
import { container, podTemplate, probes } from "../../infra/kubernetes/pod";
import { GROUP_READS } from "../../infra/kubernetes/volumes";
import { hashOf } from "../builder/hash";
import { LAB_IMAGES } from "../builder/labImages";
import type { Certificate } from "../certificates";
import type { KubeObject } from "../deploy/object";
import { outsideServer } from "../deploy/outside";
import {
  REMOTE_STORAGE_APP as NAME,
  REMOTE_STORAGE_NAMESPACE,
  REMOTE_STORAGE_PORT,
  REMOTE_STORAGE_USER,
} from "./addresses";

export interface RemoteStorageArgs {
  /** Of the one who may write and read. */
  readonly password: string;
  readonly certificate: Certificate;
  /** Of the stack that sends: of each series it keeps one sample in so long, whichever replica has sent it. */
  readonly scrapeInterval: Duration;
}

const UID = 65534;
const VOLUME = "/data";
/** One below the volume's top, which may hold lost+found. */
const STORE = `${VOLUME}/store`;
const PASSWORD_FOLDER = "/etc/victoria-metrics";
const PASSWORD = "password";
const CERTIFICATE_FOLDER = "/etc/victoria-metrics-tls";

const selector = {
  "app.kubernetes.io/name": NAME,
  "app.kubernetes.io/part-of": "autodealgenie-lab",
};
const metadata = { name: NAME, namespace: REMOTE_STORAGE_NAMESPACE, labels: selector };

/** A VictoriaMetrics of one node that is sent the stack's samples, over TLS and by a password. */
export function remoteStorageObjects(args: RemoteStorageArgs): readonly KubeObject[] {
  return outsideServer({
    metadata,
    port: REMOTE_STORAGE_PORT,
    certificate: args.certificate,
    secret: { [PASSWORD]: args.password },
    template: podOf(args),
    storage: "1Gi",
  });
}

function podOf(args: RemoteStorageArgs) {
  // Without a password, as kubelet asks.
  const health = { httpGet: { path: "/health", port: "https", scheme: "HTTPS" } };
  return podTemplate({
    labels: selector,
    // It reads its password and its certificate once.
    annotations: { "checksum/args": hashOf(JSON.stringify(args)) },
    serviceAccount: "default",
    group: UID,
    volumes: [
      { name: "password", secret: { secretName: NAME, defaultMode: GROUP_READS } },
      { name: "certificate", secret: { secretName: `${NAME}-tls`, defaultMode: GROUP_READS } },
    ],
    container: container({
      name: NAME,
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
        // Replicas send equal series, of which one sample an interval is kept: the newest.
        `-dedup.minScrapeInterval=${args.scrapeInterval}`,
        // What it has acknowledged is in memory for so long, and goes with a killed process: five seconds by default.
        "-inmemoryDataFlushInterval=1s",
        "-memory.allowedBytes=96MiB",
      ],
      ports: { https: REMOTE_STORAGE_PORT },
      probes: probes({ ready: health, alive: health, startSeconds: 60 }),
      resources: { cpuRequest: "20m", memoryRequest: "64Mi", memoryLimit: "256Mi" },
      uid: UID,
      mounts: [
        { name: "password", mountPath: PASSWORD_FOLDER, readOnly: true },
        { name: "certificate", mountPath: CERTIFICATE_FOLDER, readOnly: true },
        { name: "data", mountPath: VOLUME },
      ],
    }),
  });
}
