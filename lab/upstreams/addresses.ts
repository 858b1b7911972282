export const UPSTREAMS_NAMESPACE = "upstreams";
export const HTTP_PORT = 8080;

/** The upstreams from inside the cluster. */
export const UPSTREAMS_URL = `http://upstreams.${UPSTREAMS_NAMESPACE}.svc.cluster.local:${HTTP_PORT}`;
/** What the vehicle API's paths are added to. */
export const VEHICLE_API_PATH = "/vehicle-api";
export const VEHICLE_API_URL = `${UPSTREAMS_URL}${VEHICLE_API_PATH}`;
/** What `/chat/completions` is added to. */
export const LLM_PATH = "/llm/v1";
export const LLM_BASE_URL = `${UPSTREAMS_URL}${LLM_PATH}`;
