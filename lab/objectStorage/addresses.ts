/** A namespace that does not belong to the stack: in production somebody else runs the bucket. */
export const OBJECT_STORAGE_NAMESPACE = "object-storage";
export const OBJECT_STORAGE_PORT = 9000;

/** The name in its certificate. */
export const OBJECT_STORAGE_HOST = `minio.${OBJECT_STORAGE_NAMESPACE}.svc.cluster.local`;
export const OBJECT_STORAGE_ENDPOINT = `${OBJECT_STORAGE_HOST}:${String(OBJECT_STORAGE_PORT)}`;
