import { hashOf } from "../builder/hash";
import { LAB_IMAGES } from "../builder/labImages";
import { NETWORK } from "../cluster/layout";
import type { Plain } from "./object";

const NAME = "coredns";
const NAMESPACE = "kube-system";
// The label by which other programs and network policies find the cluster's DNS.
const selector = { "k8s-app": "kube-dns" };
const metadata = { name: NAME, namespace: NAMESPACE, labels: selector };

/** The pods' own port: listening on 53 would need privileges. */
export const DNS_PORT = 1053;

// Only the cluster's own names: there is no other network to forward to.
const COREFILE = `.:${String(DNS_PORT)} {
    errors
    health :8080
    ready :8181
    cache 5
    kubernetes cluster.local in-addr.arpa ip6.arpa {
        ttl 5
    }
}
`;

/** The cluster's DNS. */
export const corednsObjects: readonly Plain[] = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "system:coredns", labels: selector },
    rules: [
      { apiGroups: [""], resources: ["services", "namespaces"], verbs: ["list", "watch"] },
      {
        apiGroups: ["discovery.k8s.io"],
        resources: ["endpointslices"],
        verbs: ["list", "watch"],
      },
    ],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "system:coredns", labels: selector },
    roleRef: {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "ClusterRole",
      name: "system:coredns",
    },
    subjects: [{ kind: "ServiceAccount", name: NAME, namespace: NAMESPACE }],
  },
  { apiVersion: "v1", kind: "ConfigMap", metadata, data: { Corefile: COREFILE } },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...metadata, name: "kube-dns" },
    spec: {
      clusterIP: NETWORK.dns,
      selector,
      ports: [
        { name: "dns", port: 53, protocol: "UDP", targetPort: DNS_PORT },
        { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: DNS_PORT },
      ],
    },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: selector },
      template: {
        // CoreDNS reads the Corefile once: a changed one has to start another pod.
        metadata: { labels: selector, annotations: { "checksum/config": hashOf(COREFILE) } },
        spec: {
          serviceAccountName: NAME,
          dnsPolicy: "Default",
          priorityClassName: "system-cluster-critical",
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65534,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: NAME,
              image: LAB_IMAGES.coredns,
              args: ["-conf", "/etc/coredns/Corefile"],
              resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { memory: "96Mi" } },
              readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 2 },
              livenessProbe: { httpGet: { path: "/health", port: 8080 }, failureThreshold: 6 },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
                readOnlyRootFilesystem: true,
              },
              volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
            },
          ],
          volumes: [{ name: "config", configMap: { name: NAME } }],
        },
      },
    },
  },
];
