/** A namespace that does not belong to the stack: in production somebody else runs the remote-write receiver. */
export const REMOTE_STORAGE_NAMESPACE = "remote-storage";
export const REMOTE_STORAGE_APP = "victoria-metrics";
export const REMOTE_STORAGE_PORT = 8428;

/** The name in its certificate. */
export const REMOTE_STORAGE_HOST = `${REMOTE_STORAGE_APP}.${REMOTE_STORAGE_NAMESPACE}.svc.cluster.local`;
export const REMOTE_WRITE_URL = `https://${REMOTE_STORAGE_HOST}:${String(REMOTE_STORAGE_PORT)}/api/v1/write`;

/** The user who may write and read there. */
export const REMOTE_STORAGE_USER = "prometheus";
