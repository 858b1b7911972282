/** A namespace that is none of the program's: in production the bucket is somebody else's. */
export const OBJECT_STORAGE_NAMESPACE = "object-storage";
export const OBJECT_STORAGE_PORT = 9000;

/** By which its certificate knows it. */
export const OBJECT_STORAGE_HOST = `minio.${OBJECT_STORAGE_NAMESPACE}.svc.cluster.local`;
export const OBJECT_STORAGE_ENDPOINT = `${OBJECT_STORAGE_HOST}:${String(OBJECT_STORAGE_PORT)}`;
