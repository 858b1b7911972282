import { isIP } from "node:net";

import { clusterOf } from "../../../infra/settings/cluster";
import { blockOf, isIn } from "../blocks";
import { itemsOf, type Answer } from "../answers";
import type { Asked, Check } from "../asked";
import type { Change } from "../finding";
import type { EndpointSlice, ListOf, Pod, PodsOwner, Service } from "../objects";

type Labels = Readonly<Record<string, string>>;

/** Pods that answer DNS queries. */
interface PodPeer {
  readonly namespace: string;
  readonly labels: Labels;
  /** The labels by which the Service selects it. */
  readonly selector: Labels;
  readonly port: number;
}

/** An address that answers DNS queries and that policies cannot select as a pod. */
interface AddressPeer {
  readonly address: string;
  readonly port: number;
}

const DNS_PORT = 53;

/** DNS servers that the stack's network policies block. */
export const dns: Check = {
  about: "DNS",
  find(asked) {
    const { pods, addresses } = peersOf(asked);
    if (pods.length === 0 && addresses.length === 0) return unseen(asked);
    const known = allowedOf(asked);
    const closedPods = pods.filter((peer) => !known.pods.some((entry) => opens(entry, peer)));
    const closed = addresses.filter(
      ({ address, port }) => port !== DNS_PORT || !isIn(address, known.blocks),
    );
    const elsewhere = closed.filter(({ port }) => port !== DNS_PORT);
    const missing = closed.filter(({ port }) => port === DNS_PORT);
    return [
      ...(closedPods.length === 0 && missing.length === 0
        ? []
        : [
            {
              fails: true,
              what: "no network policy allows the stack's servers to reach DNS: no name would resolve",
              seen: [...closedPods.map(podText), ...missing.map(addressText)].join(", "),
              set: changes(asked, keptOf(known, pods, closedPods), closedPods, missing),
            },
          ]),
      ...elsewhere.map((peer) => ({
        fails: true,
        what: "DNS runs on the host network on a port other than 53, which no setting allows",
        seen: addressText(peer),
        or: "make it listen on port 53, or run it on the pod network",
      })),
    ];
  },
};

function unseen({ answers }: Asked) {
  return answers.dnsServices.status === 200
    ? [
        {
          fails: false,
          what: "cannot tell which pods answer DNS, nor whether network policies allow the stack's servers to reach them",
          seen: "no Service with port 53 has endpoints in kube-system or openshift-dns",
          or: "look up the name server in /etc/resolv.conf of a pod, and set cluster.dns.pods or cluster.dns.blocks to it",
        },
      ]
    : [];
}

interface Allowed {
  readonly pods: readonly Omit<PodPeer, "selector">[];
  readonly blocks: readonly string[];
}

/** The allowed pods, with the one port that overrides their own if it is set. */
function allowedOf({ config: { cluster, network } }: Asked): Allowed {
  const { pods, blocks } = clusterOf(cluster).dns;
  return { pods: pods.map((pod) => ({ ...pod, port: network.dnsPort ?? pod.port })), blocks };
}

function opens(entry: Omit<PodPeer, "selector">, peer: PodPeer): boolean {
  return (
    entry.namespace === peer.namespace &&
    entry.port === peer.port &&
    Object.entries(entry.labels).every(([key, value]) => peer.labels[key] === value)
  );
}

/** The allowed entries, without those that have moved to another port. */
function keptOf(
  { pods, blocks }: Allowed,
  seen: readonly PodPeer[],
  closed: readonly PodPeer[],
): Allowed {
  const replaced = new Set(closed.map(({ namespace, selector }) => keyOf(namespace, selector)));
  return {
    pods: pods.filter(
      (entry) =>
        !replaced.has(keyOf(entry.namespace, entry.labels)) ||
        seen.some((peer) => opens(entry, peer)),
    ),
    blocks,
  };
}

function keyOf(namespace: string, labels: Labels): string {
  return JSON.stringify([namespace, Object.entries(labels).sort()]);
}

function changes(
  { config: { network } }: Asked,
  known: Allowed,
  pods: readonly PodPeer[],
  addresses: readonly AddressPeer[],
): readonly Change[] {
  const entries = [
    ...known.pods,
    ...pods.map(({ namespace, selector, port }) => ({ namespace, labels: selector, port })),
  ];
  return [
    ...(pods.length === 0 ? [] : [{ path: "cluster.dns.pods", value: distinct(entries) }]),
    // Each pod's entry has its own port, so the common one is removed.
    ...(pods.length > 0 && network.dnsPort !== undefined ? [{ path: "network.dnsPort" }] : []),
    ...(addresses.length === 0
      ? []
      : [
          {
            path: "cluster.dns.blocks",
            value: distinct([...known.blocks, ...addresses.map(({ address }) => blockOf(address))]),
          },
        ]),
  ];
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function podText({ namespace, selector, port }: PodPeer): string {
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return `pods ${labels.join(",")} of ${namespace} on port ${port}`;
}

function addressText({ address, port }: AddressPeer): string {
  return `${address} on port ${port}`;
}

/** The pods behind the cluster's DNS Service, and the caches on its nodes. */
function peersOf({ answers }: Asked) {
  const found = [
    ...behind("kube-system", answers.dnsServices, answers.dnsEndpoints, answers.dnsPods),
    ...behind(
      "openshift-dns",
      answers.openshiftDnsServices,
      answers.openshiftDnsEndpoints,
      answers.openshiftDnsPods,
    ),
  ];
  const all = [...found, ...itemsOf(answers.daemonSets).flatMap(cachePeers)];
  return {
    pods: distinct(all.flatMap(({ pod }) => pod ?? [])),
    addresses: distinct(all.flatMap(({ address }) => address ?? [])),
  };
}

interface Peer {
  readonly pod?: PodPeer;
  readonly address?: AddressPeer;
}

function behind(
  namespace: string,
  services: Answer<ListOf<Service>>,
  slices: Answer<ListOf<EndpointSlice>>,
  pods: Answer<ListOf<Pod>>,
): readonly Peer[] {
  const byName = new Map(itemsOf(pods).map((pod) => [pod.metadata.name, pod]));
  const answering = itemsOf(services).filter(({ spec }) =>
    (spec.ports ?? []).some(({ port }) => port === DNS_PORT),
  );
  return answering.flatMap(({ metadata: { name }, spec: { selector } }) =>
    itemsOf(slices)
      .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === name)
      .flatMap(({ endpoints = [], ports = [] }) => {
        // DNS is the port with UDP. The others include one for metrics.
        const numbers = ports.flatMap(({ port, protocol }) =>
          protocol === "UDP" ? (port ?? []) : [],
        );
        return endpoints.flatMap(({ addresses, targetRef }) =>
          numbers.flatMap((port) => {
            const pod = targetRef?.kind === "Pod" ? byName.get(targetRef.name ?? "") : undefined;
            const labels = pod?.metadata.labels ?? selector ?? {};
            if (pod?.spec.hostNetwork === true || (!pod && targetRef?.kind !== "Pod")) {
              return addresses.map((address): Peer => ({ address: { address, port } }));
            }
            return [{ pod: { namespace, labels, selector: selector ?? labels, port } }];
          }),
        );
      }),
  );
}

/**
 * The addresses of NodeLocal DNSCache: in kubernetes/kubernetes, cluster/addons/dns/nodelocaldns/nodelocaldns.yaml sets
 * `-localip`, separated by commas. Without the host network, as on GKE with Dataplane V2, its pods are the peers.
 */
function cachePeers({
  metadata: { namespace },
  spec: { selector, template },
}: PodsOwner): readonly Peer[] {
  if (namespace !== "kube-system") return [];
  const local = template.spec.containers.flatMap(({ args = [], command = [] }) => {
    const words = [...command, ...args];
    const at = words.findIndex((word) => /^--?localip(=|$)/.test(word));
    const [, value = words[at + 1] ?? ""] = (words[at] ?? "").split("=");
    return at === -1 ? [] : value.split(",").filter((address) => isIP(address) !== 0);
  });
  if (local.length === 0) return [];
  if (template.spec.hostNetwork === true) {
    return local.map((address) => ({ address: { address, port: DNS_PORT } }));
  }
  const labels = template.metadata?.labels ?? {};
  return [
    { pod: { namespace, labels, selector: selector?.matchLabels ?? labels, port: DNS_PORT } },
  ];
}
