import { container, probes } from "../../infra/kubernetes/pod";
import { IMAGES } from "../../infra/versions";
import { LAB_IMAGES } from "../builder/labImages";
import type { Certificate } from "../certificates";
import type { KubeObject } from "../deploy/object";
import { DATA_MOUNT, outsideServer, STORE, VOLUME } from "../deploy/outside";
import { OBJECT_STORAGE_NAMESPACE, OBJECT_STORAGE_PORT } from "./addresses";

export interface ObjectStorageArgs {
  /** The name of the stack's bucket, as it would be in an Amazon account. */
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly certificate: Certificate;
}

const UID = 999;
const KEYS_FOLDER = "/etc/minio-keys";
const CERTIFICATES_FOLDER = "/etc/minio-certificates";

/** An object storage with Amazon's API over TLS and the one bucket that the stack uses. */
export function objectStorageObjects(args: ObjectStorageArgs): readonly KubeObject[] {
  const get = (path: string) => ({ httpGet: { path, port: "https", scheme: "HTTPS" } });
  return outsideServer({
    name: "minio",
    namespace: OBJECT_STORAGE_NAMESPACE,
    port: OBJECT_STORAGE_PORT,
    certificate: args.certificate,
    // The file names that MinIO expects.
    tls: {
      folder: CERTIFICATES_FOLDER,
      paths: { "tls.crt": "public.crt", "tls.key": "private.key" },
    },
    secret: { folder: KEYS_FOLDER, values: { user: args.accessKey, password: args.secretKey } },
    storage: "2Gi",
    readOnce: args,
    before: [
      // MinIO serves each folder in its store as a bucket.
      container({
        name: "bucket",
        image: IMAGES.redis,
        command: ["mkdir", "-p", `${STORE}/${args.bucket}`],
        resources: { cpuRequest: "5m", memoryRequest: "8Mi", memoryLimit: "32Mi" },
        uid: UID,
        mounts: [DATA_MOUNT],
      }),
    ],
    server: {
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
        MINIO_SITE_REGION: args.region,
        MINIO_BROWSER: "off",
        HOME: VOLUME,
      },
      probes: probes({
        ready: get("/minio/health/ready"),
        alive: get("/minio/health/live"),
        startSeconds: 120,
      }),
      resources: { cpuRequest: "20m", memoryRequest: "128Mi", memoryLimit: "512Mi" },
      uid: UID,
    },
  });
}
