export const UPSTREAMS_NAMESPACE = "upstreams";
export const HTTP_PORT = 8080;
export const HTTPS_PORT = 8443;

/** The name in their certificate. */
export const UPSTREAMS_HOST = `upstreams.${UPSTREAMS_NAMESPACE}.svc.cluster.local`;
/** The upstreams' URL inside the cluster. */
export const UPSTREAMS_URL = `http://${UPSTREAMS_HOST}:${HTTP_PORT}`;
/** The same over TLS, if it is enabled. */
export const UPSTREAMS_TLS_URL = `https://${UPSTREAMS_HOST}:${HTTPS_PORT}`;
/** The base path of the vehicle API. */
export const VEHICLE_API_PATH = "/vehicle-api";
export const VEHICLE_API_URL = `${UPSTREAMS_URL}${VEHICLE_API_PATH}`;
/** The base path of the language model's API, to which `/chat/completions` is added. */
export const LLM_PATH = "/llm/v1";
export const LLM_BASE_URL = `${UPSTREAMS_URL}${LLM_PATH}`;
