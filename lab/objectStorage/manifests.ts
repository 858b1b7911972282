import { container, podTemplate, probes } from "../../infra/kubernetes/pod";
import { GROUP_READS } from "../../infra/kubernetes/volumes";
import { IMAGES } from "../../infra/versions";
import { hashOf } from "../builder/hash";
import { LAB_IMAGES } from "../builder/labImages";
import type { Certificate } from "../certificates";
import type { KubeObject } from "../deploy/object";
import { outsideServer } from "../deploy/outside";
import { OBJECT_STORAGE_NAMESPACE, OBJECT_STORAGE_PORT } from "./addresses";

export interface ObjectStorageArgs {
  /** The stack's own, where it stands for an account with Amazon. */
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly certificate: Certificate;
}

const NAME = "minio";
const UID = 999;
const VOLUME = "/data";
/** One below the volume's top, which may hold lost+found. */
const STORE = `${VOLUME}/store`;
const KEYS_FOLDER = "/etc/minio-keys";
const CERTIFICATES_FOLDER = "/etc/minio-certificates";

const selector = {
  "app.kubernetes.io/name": NAME,
  "app.kubernetes.io/part-of": "autodealgenie-lab",
};
const metadata = { name: NAME, namespace: OBJECT_STORAGE_NAMESPACE, labels: selector };

/** An object storage that speaks Amazon's protocol, over TLS, with the one bucket that the stack is told of. */
export function objectStorageObjects(args: ObjectStorageArgs): readonly KubeObject[] {
  return outsideServer({
    metadata,
    port: OBJECT_STORAGE_PORT,
    certificate: args.certificate,
    secret: { user: args.accessKey, password: args.secretKey },
    template: podOf(args),
    storage: "2Gi",
  });
}

function podOf(args: ObjectStorageArgs) {
  const { bucket, region } = args;
  const get = (path: string) => ({ httpGet: { path, port: "https", scheme: "HTTPS" } });
  return podTemplate({
    labels: selector,
    // It reads its keys once.
    annotations: { "checksum/args": hashOf(JSON.stringify(args)) },
    serviceAccount: "default",
    group: UID,
    volumes: [
      { name: "keys", secret: { secretName: NAME, defaultMode: GROUP_READS } },
      {
        name: "certificates",
        secret: {
          secretName: `${NAME}-tls`,
          defaultMode: GROUP_READS,
          // As it calls them.
          items: [
            { key: "tls.crt", path: "public.crt" },
            { key: "tls.key", path: "private.key" },
          ],
        },
      },
    ],
    before: [
      // A folder in its store is a bucket.
      container({
        name: "bucket",
        image: IMAGES.redis,
        command: ["mkdir", "-p", `${STORE}/${bucket}`],
        resources: { cpuRequest: "5m", memoryRequest: "8Mi", memoryLimit: "32Mi" },
        uid: UID,
        mounts: [{ name: "data", mountPath: VOLUME }],
      }),
    ],
    container: container({
      name: NAME,
      image: LAB_IMAGES.minio,
      args: [
        "server",
        "--quiet",
        `--address=:${String(OBJECT_STORAGE_PORT)}`,
        `--certs-dir=${CERTIFICATES_FOLDER}`,
        STORE,
      ],
      env: {
        MINIO_ROOT_USER_FILE: `${KEYS_FOLDER}/user`,
        MINIO_ROOT_PASSWORD_FILE: `${KEYS_FOLDER}/password`,
        MINIO_SITE_REGION: region,
        MINIO_BROWSER: "off",
        HOME: VOLUME,
      },
      ports: { https: OBJECT_STORAGE_PORT },
      probes: probes({
        ready: get("/minio/health/ready"),
        alive: get("/minio/health/live"),
        startSeconds: 120,
      }),
      resources: { cpuRequest: "20m", memoryRequest: "128Mi", memoryLimit: "512Mi" },
      uid: UID,
      mounts: [
        { name: "keys", mountPath: KEYS_FOLDER, readOnly: true },
        { name: "certificates", mountPath: CERTIFICATES_FOLDER, readOnly: true },
        { name: "data", mountPath: VOLUME },
      ],
    }),
  });
}
