import { NETWORK, NODE } from "./layout";
import { FOLDERS } from "./folders";

/** The only client whose statements about who is calling are trusted by the servers behind the API server. */
export const FRONT_PROXY = "front-proxy-client";

/** The user of the network policy engine. Kubernetes has no built-in role for it. */
export const KUBE_ROUTER = "system:kube-router";

/**
 * The clients of the API server and the identities in their certificates: its own components use Kubernetes' standard
 * names.
 */
const CLIENTS = {
  admin: { commonName: "admin", organization: ["system:masters"] },
  "apiserver-kubelet-client": { commonName: "kube-apiserver", organization: ["system:masters"] },
  "controller-manager": { commonName: "system:kube-controller-manager", organization: [] },
  // The identity with which the API server forwards requests to extension API servers, such as the metrics API.
  "front-proxy": { commonName: FRONT_PROXY, organization: [] },
  "kube-router": { commonName: KUBE_ROUTER, organization: [] },
  proxy: { commonName: "system:kube-proxy", organization: [] },
  scheduler: { commonName: "system:kube-scheduler", organization: [] },
} as const;

/** The certificates of the node, which labnode creates. */
export const pki = {
  folder: `${FOLDERS.kubernetes.host}/pki`,
  keyPairs: ["service-account"],
  certificates: [
    {
      name: "apiserver",
      commonName: "kube-apiserver",
      organization: [],
      hosts: [
        NETWORK.node,
        NETWORK.api,
        "127.0.0.1",
        "localhost",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
      ],
    },
    {
      name: "kubelet",
      commonName: `system:node:${NODE}`,
      organization: ["system:nodes"],
      hosts: [NODE, NETWORK.node],
    },
    ...Object.entries(CLIENTS).map(([name, subject]) => ({ name, ...subject, hosts: [] })),
  ],
};

/**
 * The folder with the authorities that every container trusts: the cluster's own takes the place of the public ones.
 */
export const TRUST = {
  host: `${FOLDERS.kubernetes.host}/trust`,
  node: `${FOLDERS.kubernetes.node}/trust`,
} as const;

/** A kubeconfig for one of the certificates. JSON is YAML. */
export function kubeconfig(certificate: string, server: string, folder: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: NODE, cluster: { server, "certificate-authority": `${folder}/ca.crt` } }],
    users: [
      {
        name: certificate,
        user: {
          "client-certificate": `${folder}/${certificate}.crt`,
          "client-key": `${folder}/${certificate}.key`,
        },
      },
    ],
    contexts: [{ name: NODE, context: { cluster: NODE, user: certificate } }],
    "current-context": NODE,
  });
}
