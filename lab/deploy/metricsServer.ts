import { container, podTemplate, probes } from "../../infra/kubernetes/pod";
import { GROUP_READS } from "../../infra/kubernetes/volumes";
import { hashOf } from "../builder/hash";
import { LAB_IMAGES } from "../builder/labImages";
import type { Certificate } from "../certificates";
import type { Plain } from "./object";

const NAME = "metrics-server";
const NAMESPACE = "kube-system";
const PORT = 10250;
const UID = 65534;
const TLS_FOLDER = "/etc/tls";
/** How often it scrapes the usage of pods: as often as the autoscaler looks. */
const RESOLUTION = "15s";

const selector = { "k8s-app": NAME };
const metadata = { name: NAME, namespace: NAMESPACE, labels: selector };

/** The name by which the API server reaches it, which is also the name in its certificate. */
export const METRICS_SERVER_HOST = `${NAME}.${NAMESPACE}.svc`;

/** The metrics API, which HorizontalPodAutoscalers query and every real cluster has. */
export function metricsServerObjects(certificate: Certificate): readonly Plain[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    ...clusterRights("system:metrics-server", [
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
    ]),
    // Lets it ask the API server who a caller is, and what the caller may do.
    binding("ClusterRoleBinding", `${NAME}:system:auth-delegator`, {
      kind: "ClusterRole",
      name: "system:auth-delegator",
    }),
    binding("RoleBinding", `${NAME}-auth-reader`, {
      kind: "Role",
      name: "extension-apiserver-authentication-reader",
    }),
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      type: "Opaque",
      stringData: {
        "tls.crt": certificate.certificate,
        "tls.key": certificate.key,
        "ca.crt": certificate.authority,
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector, ports: [{ name: "https", port: 443, targetPort: "https" }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: selector },
        template: template(hashOf(JSON.stringify(certificate))),
      },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io", labels: selector },
      spec: {
        group: "metrics.k8s.io",
        version: "v1beta1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        caBundle: Buffer.from(certificate.authority).toString("base64"),
        service: { name: NAME, namespace: NAMESPACE, port: 443 },
      },
    },
  ];
}

function template(checksum: string) {
  const get = (path: string) => ({ httpGet: { path, port: "https", scheme: "HTTPS" } });
  const flags = {
    "secure-port": String(PORT),
    "tls-cert-file": `${TLS_FOLDER}/tls.crt`,
    "tls-private-key-file": `${TLS_FOLDER}/tls.key`,
    "kubelet-certificate-authority": `${TLS_FOLDER}/ca.crt`,
    "kubelet-preferred-address-types": "InternalIP",
    "metric-resolution": RESOLUTION,
  };
  return podTemplate({
    labels: selector,
    annotations: { "checksum/tls": checksum },
    serviceAccount: NAME,
    usesApi: true,
    group: UID,
    volumes: [{ name: "tls", secret: { secretName: NAME, defaultMode: GROUP_READS } }],
    container: container({
      name: NAME,
      image: LAB_IMAGES.metricsServer,
      args: Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
      ports: { https: PORT },
      // Ready once it has scraped every node twice.
      probes: probes({ ready: get("/readyz"), alive: get("/livez"), startSeconds: 120 }),
      resources: { cpuRequest: "20m", memoryRequest: "64Mi", memoryLimit: "128Mi" },
      uid: UID,
      mounts: [{ name: "tls", mountPath: TLS_FOLDER, readOnly: true }],
    }),
  });
}

const AUTHORIZATION = "rbac.authorization.k8s.io";

function clusterRights(name: string, rules: readonly object[]): readonly Plain[] {
  return [
    {
      apiVersion: `${AUTHORIZATION}/v1`,
      kind: "ClusterRole",
      metadata: { name, labels: selector },
      rules,
    },
    binding("ClusterRoleBinding", name, { kind: "ClusterRole", name }),
  ];
}

function binding(
  kind: "ClusterRoleBinding" | "RoleBinding",
  name: string,
  role: { readonly kind: string; readonly name: string },
): Plain {
  const where = kind === "RoleBinding" ? { namespace: NAMESPACE } : {};
  return {
    apiVersion: `${AUTHORIZATION}/v1`,
    kind,
    metadata: { name, labels: selector, ...where },
    roleRef: { apiGroup: AUTHORIZATION, ...role },
    subjects: [{ kind: "ServiceAccount", name: NAME, namespace: NAMESPACE }],
  };
}
