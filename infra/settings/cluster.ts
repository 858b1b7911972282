import { z } from "zod";

import { nearest } from "../objects/nearest";

import { factSettings, FACTS, type Facts } from "./distributionFacts";
import { hinting, hostIn, rewritten, slugHint, type Hint } from "./hints";
import { addressBlock, distinct, port } from "./scalars";

/** Pods that answer DNS, and their port; the port of the Service in front of them is always 53. */
interface DnsPods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
}

/** What network policies need to know about a cluster. */
export interface Cluster {
  readonly dns: {
    readonly pods: readonly DnsPods[];
    /**
     * The addresses of node-local DNS caches, on port 53: they use the node's network, so to a policy they are no pods.
     */
    readonly blocks: readonly string[];
  };
  readonly apiServer: {
    readonly ports: readonly number[];
    /** Left out: any address. */
    readonly blocks?: readonly string[];
  };
  readonly domain: string;
}

/** The labels of Kubernetes' own add-on: kubernetes/kubernetes, cluster/addons/dns/coredns/coredns.yaml.base. */
const KUBE_DNS: DnsPods = {
  namespace: "kube-system",
  labels: { "k8s-app": "kube-dns" },
  port: 53,
};
/** The address of NodeLocal DNSCache: kubernetes/kubernetes, cluster/addons/dns/nodelocaldns/README.md. */
const NODE_LOCAL = "169.254.20.10/32";
/** The same in kubespray, where it is on by default: nodelocaldns_ip in kubernetes-sigs/kubespray, docs/advanced/dns-stack.md. */
const KUBESPRAY_LOCAL = "169.254.25.10/32";
/**
 * Cloud DNS for GKE answers at the metadata server, on port 53 only:
 * https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-dns.
 */
const GKE_CLOUD_DNS = "169.254.169.254/32";
const DOMAIN = "cluster.local";

function usual(apiServerPorts: readonly number[], blocks = [NODE_LOCAL]): Cluster {
  return {
    dns: { pods: [KUBE_DNS], blocks },
    // A policy engine that checks packets before the Service's address is replaced sees the Service's own port.
    apiServer: { ports: [...new Set([443, ...apiServerPorts])] },
    domain: DOMAIN,
  };
}

/** The network facts of each distribution; docs/clusters.md has what else it needs, and the source of each value. */
export const DISTRIBUTIONS = {
  // https://cloud.google.com/kubernetes-engine/docs/how-to/nodelocal-dns-cache: on by default in Autopilot and in newer
  // Standard clusters; with Dataplane V2, a policy sees it as the pods of its DaemonSet.
  gke: {
    ...usual([443]),
    dns: {
      pods: [
        KUBE_DNS,
        { namespace: "kube-system", labels: { "k8s-app": "node-local-dns" }, port: 53 },
      ],
      blocks: [NODE_LOCAL, GKE_CLOUD_DNS],
    },
  },
  // https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html; the endpoint is on 443.
  eks: usual([443]),
  // https://learn.microsoft.com/azure/aks/dns-concepts; LocalDNS answers at 169.254.10.11, and at .10 for pods with the
  // node's own DNS. The endpoint is on 443.
  aks: {
    ...usual([443]),
    dns: { pods: [KUBE_DNS], blocks: [NODE_LOCAL, "169.254.10.10/31"] },
  },
  // openshift/cluster-dns-operator, assets/dns/daemonset.yaml: its pods listen on 5353. The API server is on 6443.
  openshift: {
    ...usual([6443]),
    dns: {
      pods: [
        {
          namespace: "openshift-dns",
          labels: { "dns.operator.openshift.io/daemonset-dns": "default" },
          port: 5353,
        },
      ],
      blocks: [],
    },
  },
  // https://docs.k3s.io/installation/requirements: 6443; 6444 is the agent's own load balancer on each node.
  k3s: usual([6443, 6444]),
  // minikube's --apiserver-port: 8443.
  minikube: usual([8443]),
  // https://microk8s.io/docs/services-and-ports: 16443.
  microk8s: usual([16443]),
  // As in kubeadm: the nodes of kind use 6443, whichever host port is mapped to it.
  kind: usual([6443]),
  // All of these ports, because an unspecified cluster is usually one of them.
  other: usual([443, 6443, 8443, 6444, 16443], [NODE_LOCAL, KUBESPRAY_LOCAL]),
} as const satisfies Record<string, Cluster>;

const DISTRIBUTION_NAMES = Object.keys(DISTRIBUTIONS) as readonly (keyof typeof DISTRIBUTIONS)[];

/** Names of other distributions that are the same as one of these, or are based on it. */
const ALIKE: readonly (readonly [name: RegExp, as: keyof typeof DISTRIBUTIONS])[] = [
  // Not a misspelling of k3s.
  [/k0s/, "other"],
  [/okd|ocp|rosa|\baro\b|crc|openshift/, "openshift"],
  [/gke|autopilot|google/, "gke"],
  [/eks|fargate|aws|amazon/, "eks"],
  [/aks|azure/, "aks"],
  [/k3|rancher-?desktop/, "k3s"],
];

const distributionHint: Hint = (written) => {
  const name = String(written).trim().toLowerCase();
  const found = ALIKE.find(([like]) => like.test(name))?.[1] ?? nearest(name, DISTRIBUTION_NAMES);
  return found === undefined || found === "other"
    ? "for any other cluster, use other, and set what differs in cluster.dns, apiServer, storage and kubeletCertificates"
    : `did you mean ${found}?`;
};

const LABEL_NAME = "[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?";
export const labelKey = z
  .string()
  .regex(
    new RegExp(`^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?${LABEL_NAME}$`),
    "must be a label's name, such as k8s-app",
  );
export const labelValue = z
  .string()
  .regex(new RegExp(`^${LABEL_NAME}$`), "must be a label's value, such as kube-dns");
/** Labels that select pods: at least one, or they would select all pods of a namespace. */
export const podLabels = z
  .record(labelKey, labelValue)
  .refine((labels) => Object.keys(labels).length > 0, "must have at least one label");

const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const namespaceName = z.string().regex(
  NAMESPACE,
  hinting(
    "must be the name of a namespace",
    slugHint((text) => NAMESPACE.test(text)),
  ),
);

const blocks = z.array(addressBlock).max(100).refine(distinct, "must name each block once");
const ports = z
  .array(port)
  .min(1, "must name at least one port, or be left out")
  .max(20)
  .refine(distinct, "must name each port once");

/** The distribution of the cluster; the other settings override what is known of it. */
export const clusterSettings = z
  .strictObject({
    distribution: z
      .enum(
        DISTRIBUTION_NAMES,
        hinting(`must be one of ${DISTRIBUTION_NAMES.join(", ")}`, distributionHint),
      )
      .default("other"),
    /** The cluster's DNS servers. */
    dns: z
      .strictObject({
        pods: z
          .array(
            z.strictObject({ namespace: namespaceName, labels: podLabels, port: port.default(53) }),
          )
          .max(10)
          .refine(distinct, "must name each once")
          .optional(),
        /** The addresses of DNS servers on the nodes, such as 169.254.20.10/32, and that of the DNS Service if such a cache listens on it. */
        blocks: blocks.optional(),
      })
      .optional(),
    /** The endpoints of the API server, as in `kubectl get endpoints kubernetes`. */
    apiServer: z
      .strictObject({ ports: ports.optional(), blocks: blocks.min(1).optional() })
      .optional(),
    /** The domain of Services' names. */
    domain: z
      .string()
      .regex(
        /^(?=.{1,200}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
        hinting(
          "must be the cluster's domain, such as cluster.local",
          rewritten(
            (text) => text.toLowerCase().replace(/^(?:\.|svc\.)+|\.$/g, ""),
            (text) => /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(text),
          ),
        ),
      )
      .optional(),
    ...factSettings,
  })
  .prefault({});

export type ClusterSettings = z.output<typeof clusterSettings>;

/** What the stack says about its cluster, completed by what is known of its distribution. */
export function clusterOf({ distribution, dns, apiServer, domain }: ClusterSettings): Cluster {
  const known: Cluster = DISTRIBUTIONS[distribution];
  return {
    dns: { ...known.dns, ...said(dns) },
    apiServer: { ...known.apiServer, ...said(apiServer) },
    domain: domain ?? known.domain,
  };
}

/** The same for the facts that network policies do not need. */
export function factsOf(cluster: ClusterSettings): Facts {
  const known: Facts = FACTS[cluster.distribution];
  return {
    ...known,
    storage: { ...known.storage, ...said(cluster.storage) },
    kubeletCertificates: cluster.kubeletCertificates ?? known.kubeletCertificates,
  };
}

function said<T extends object>(section: T | undefined) {
  return Object.fromEntries(
    Object.entries(section ?? {}).filter(([, value]) => value !== undefined),
  ) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** A Service of the cluster that is not ours, with the facts that a policy cannot tell from its name. */
export const serviceSettings = z.strictObject({
  /** Its name as the stack uses it, such as mimir-gateway.mimir.svc or mimir-gateway.mimir. */
  host: z.string().regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.svc(\.[a-z0-9-]+)*)?$/,
    hinting(
      "must be the name of a Service with its namespace, such as mimir-gateway.mimir.svc",
      rewritten(hostIn, (text) =>
        /^[a-z0-9-]+\.[a-z0-9-]+(?:\.svc(?:\.[a-z0-9.-]+)?)?$/.test(text),
      ),
    ),
  ),
  /** The ports of its pods, not of the Service: network policies apply to pods. Left out: any. */
  ports: ports.optional(),
  /** The labels of its pods. Left out: all pods of the namespace. */
  labels: podLabels.optional(),
  /** Its addresses, if it leads outside the cluster, or to pods with the addresses of their nodes. */
  blocks: blocks.min(1).optional(),
});

export type ServiceSettings = z.output<typeof serviceSettings>;
