/** A namespace that is none of the program's: in production whoever is sent samples is somebody else. */
export const REMOTE_STORAGE_NAMESPACE = "remote-storage";
export const REMOTE_STORAGE_APP = "victoria-metrics";
export const REMOTE_STORAGE_PORT = 8428;

/** By which its certificate knows it. */
export const REMOTE_STORAGE_HOST = `${REMOTE_STORAGE_APP}.${REMOTE_STORAGE_NAMESPACE}.svc.cluster.local`;
export const REMOTE_WRITE_URL = `https://${REMOTE_STORAGE_HOST}:${String(REMOTE_STORAGE_PORT)}/api/v1/write`;

/** The one who may write and read there. */
export const REMOTE_STORAGE_USER = "prometheus";
