export const UPSTREAMS_NAMESPACE = "upstreams";
export const HTTP_PORT = 8080;
export const HTTPS_PORT = 8443;

/** By which its certificate knows it. */
export const UPSTREAMS_HOST = `upstreams.${UPSTREAMS_NAMESPACE}.svc.cluster.local`;
/** The upstreams from inside the cluster. */
export const UPSTREAMS_URL = `http://${UPSTREAMS_HOST}:${HTTP_PORT}`;
/** The same over TLS, where it is spoken. */
export const UPSTREAMS_TLS_URL = `https://${UPSTREAMS_HOST}:${HTTPS_PORT}`;
/** What the vehicle API's paths are added to. */
export const VEHICLE_API_PATH = "/vehicle-api";
export const VEHICLE_API_URL = `${UPSTREAMS_URL}${VEHICLE_API_PATH}`;
/** What `/chat/completions` is added to. */
export const LLM_PATH = "/llm/v1";
export const LLM_BASE_URL = `${UPSTREAMS_URL}${LLM_PATH}`;
