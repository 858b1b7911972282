import { createHash } from "node:crypto";

import type { apps, core } from "@pulumi/kubernetes/types/input";
import { z } from "zod";

import type { Container } from "../../infra/kubernetes/objects";
import { container, httpGet, podTemplate, probes } from "../../infra/kubernetes/pod";
import type { Named } from "../receivers/manifests";
import { HTTP_PORT, UPSTREAMS_NAMESPACE } from "./addresses";
import { UPSTREAMS_UID } from "./image";
import { upstreamKeys, type UpstreamKeys } from "./keys";

export interface UpstreamsArgs {
  readonly image: string;
  readonly keys: UpstreamKeys;
}

type Namespace = Named<core.v1.Namespace>;
type ServiceAccount = Named<core.v1.ServiceAccount>;
type Secret = Named<core.v1.Secret>;
type Service = Named<core.v1.Service>;
type Deployment = Named<apps.v1.Deployment>;

/** The kinds that the upstreams are made of, as plain data. */
export type UpstreamsObject = Namespace | ServiceAccount | Secret | Service | Deployment;

const NAME = "upstreams";
const KEYS_FOLDER = "/etc/upstreams";

const selector = {
  "app.kubernetes.io/name": NAME,
  "app.kubernetes.io/part-of": "autodealgenie-lab",
};
const labels = { ...selector, "app.kubernetes.io/component": "external-api" };
const metadata = { name: NAME, namespace: UPSTREAMS_NAMESPACE, labels };

/**
 * Everything that the upstreams need in the cluster, in an order in which it can be applied.
 * @throws Error where a key has not the shape that the program asks for, before a pod fails on it
 */
export function upstreamsObjects({ image, keys }: UpstreamsArgs): UpstreamsObject[] {
  const { error } = upstreamKeys.safeParse(keys);
  if (error) throw new Error(`the upstreams' keys:\n${z.prettifyError(error)}`);
  return [namespace(), account(), secret(keys), deployment(image, keys), service()];
}

function namespace(): Namespace {
  const security = { "pod-security.kubernetes.io/enforce": "restricted" };
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: UPSTREAMS_NAMESPACE, labels: { ...labels, ...security } },
  };
}

function account(): ServiceAccount {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata,
    automountServiceAccountToken: false,
  };
}

function secret(keys: UpstreamKeys): Secret {
  return { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: keys };
}

function service(): Service {
  const ports = [{ name: "http", port: HTTP_PORT, targetPort: "http" }];
  return { apiVersion: "v1", kind: "Service", metadata, spec: { selector, ports } };
}

function deployment(image: string, keys: UpstreamKeys): Deployment {
  // The program reads its files once, so other keys must start another pod.
  const checksum = createHash("sha256").update(JSON.stringify(keys)).digest("hex");
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: 1,
      // Two at once would each know half of the faults and of the counts.
      strategy: { type: "Recreate" },
      selector: { matchLabels: selector },
      template: podTemplate({
        labels,
        annotations: { "checksum/secret": checksum },
        serviceAccount: NAME,
        group: UPSTREAMS_UID,
        container: program(image),
        // 0440 in the decimal notation that JSON has to use.
        volumes: [{ name: "keys", secret: { secretName: NAME, defaultMode: 288 } }],
      }),
    },
  };
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
    mounts: [{ name: "keys", mountPath: KEYS_FOLDER, readOnly: true }],
  });
}
