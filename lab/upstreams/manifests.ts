import { z } from "zod";

import type { Container } from "../../infra/objects/kubernetes";
import { container, httpGet, probes } from "../../infra/kubernetes/pod";
import type { KubeObject } from "../deploy/object";
import { standIn } from "../deploy/standIn";
import { HTTP_PORT, UPSTREAMS_NAMESPACE } from "./addresses";
import { UPSTREAMS_UID } from "./image";
import { upstreamKeys, type UpstreamKeys } from "./keys";

export interface UpstreamsArgs {
  readonly image: string;
  readonly keys: UpstreamKeys;
}

const NAME = "upstreams";
const KEYS_FOLDER = "/etc/upstreams";

/**
 * The upstreams' objects for the cluster, in an order in which they can be applied.
 * @throws Error if a key does not have the format that the program requires, before a pod fails because of it
 */
export function upstreamsObjects({ image, keys }: UpstreamsArgs): readonly KubeObject[] {
  const { error } = upstreamKeys.safeParse(keys);
  if (error) throw new Error(`the upstreams' keys:\n${z.prettifyError(error)}`);
  return standIn({
    name: NAME,
    namespace: UPSTREAMS_NAMESPACE,
    component: "external-api",
    secrets: keys,
    container: program(image),
    uid: UPSTREAMS_UID,
  });
}

function program(image: string): Container {
  const healthz = httpGet("/healthz", "http");
  const fileOf = (key: keyof UpstreamKeys) => `${KEYS_FOLDER}/${key}`;
  return container({
    name: NAME,
    image,
    env: {
      HTTP_PORT: String(HTTP_PORT),
      VEHICLE_API_KEY_FILE: fileOf("vehicleApiKey"),
      LLM_API_KEY_FILE: fileOf("llmApiKey"),
    },
    ports: { http: HTTP_PORT },
    probes: probes({ ready: healthz, alive: healthz, startSeconds: 60 }),
    resources: { cpuRequest: "10m", memoryRequest: "64Mi", memoryLimit: "128Mi" },
    uid: UPSTREAMS_UID,
    mounts: [{ name: "secrets", mountPath: KEYS_FOLDER, readOnly: true }],
  });
}
