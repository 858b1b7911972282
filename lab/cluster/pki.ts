import { NETWORK, NODE } from "./layout";
import { FOLDERS } from "./folders";

/** The only client that the servers behind the API server believe when it says who is asking. */
export const FRONT_PROXY = "front-proxy-client";

/** The engine of network policies, whom Kubernetes itself knows no role for. */
export const KUBE_ROUTER = "system:kube-router";

/** Who identifies itself to the API server, and as whom: its own components by Kubernetes' own names. */
const CLIENTS = {
  admin: { commonName: "admin", organization: ["system:masters"] },
  "apiserver-kubelet-client": { commonName: "kube-apiserver", organization: ["system:masters"] },
  "controller-manager": { commonName: "system:kube-controller-manager", organization: [] },
  // As whom the API server passes on what it is asked for others, such as the metrics API.
  "front-proxy": { commonName: FRONT_PROXY, organization: [] },
  "kube-router": { commonName: KUBE_ROUTER, organization: [] },
  proxy: { commonName: "system:kube-proxy", organization: [] },
  scheduler: { commonName: "system:kube-scheduler", organization: [] },
} as const;

/** The node's certificates, as labnode makes them. */
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

/** The folder of the authorities that every container trusts: the cluster's own stands for those that everybody does. */
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
