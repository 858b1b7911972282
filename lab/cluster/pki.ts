import { NETWORK, NODE } from "./layout";
import { FOLDERS } from "./folders";

/** Who identifies itself to the API server, and as whom: Kubernetes' own names for its components. */
const CLIENTS = {
  admin: { commonName: "admin", organization: ["system:masters"] },
  "apiserver-kubelet-client": { commonName: "kube-apiserver", organization: ["system:masters"] },
  "controller-manager": { commonName: "system:kube-controller-manager", organization: [] },
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
