import { metadataOf } from "../../objects/metadata";
import type { NamespaceName } from "../../objects/names";
import type { Workload } from "../server";
import type { NetworkPolicy } from "../../objects/kubernetes";
import type { Port } from "./egress";
import {
  flowsOf,
  listOf,
  closedNamespaces,
  peerOf,
  type Flow,
  type NetworkSettings,
  type ScrapedWorkloads,
  type Peer,
} from "./flows";

type PeerSelector = NonNullable<
  NonNullable<NetworkPolicy["spec"]["ingress"]>[number]["from"]
>[number];

/** Kubernetes sets this label on every namespace. */
export const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/** All addresses except link-local ones, where nodes serve their credentials. */
export const OUTSIDE = [
  { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] },
  { cidr: "::/0", except: ["fe80::/10"] },
] as const;

/**
 * The network policies: in the stack's own namespaces, everything is denied except what the workloads need. They only have an
 * effect if the cluster's network enforces policies.
 */
export function networkPolicies(
  workloads: ScrapedWorkloads,
  network: NetworkSettings,
): readonly NetworkPolicy[] {
  const flows = flowsOf(workloads, network);
  const [into, out] = [by(flows, ({ to }) => to), by(flows, ({ from }) => from)];
  return [
    ...closedNamespaces(network).map(denyAll),
    ...listOf(workloads).map((workload) => {
      const self = JSON.stringify(peerOf(workload));
      return policyOf(workload, into.get(self) ?? [], out.get(self) ?? []);
    }),
  ];
}

const DENY_ALL = "default-deny";

function denyAll(namespace: NamespaceName): NetworkPolicy {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadataOf(DENY_ALL, namespace, "network"),
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  };
}

/** Whether a policy denies everything that no other policy allows. */
export function isDenyAll({ metadata }: NetworkPolicy): boolean {
  return metadata.name === DENY_ALL;
}

/** The flows grouped by one of their ends, as JSON. */
function by(
  flows: readonly Flow[],
  end: (flow: Flow) => Peer,
): ReadonlyMap<string, readonly Flow[]> {
  const ends = new Map<string, Flow[]>();
  for (const flow of flows) {
    const key = JSON.stringify(end(flow));
    const same = ends.get(key);
    if (same) same.push(flow);
    else ends.set(key, [flow]);
  }
  return ends;
}

/** The policy of a workload. Each is complete, so the order in which policies are applied never blocks a connection. */
function policyOf(
  workload: Workload,
  ingress: readonly Flow[],
  egress: readonly Flow[],
): NetworkPolicy {
  const { name, namespace, labels } = workload.resource.metadata;
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace, labels },
    spec: {
      podSelector: { matchLabels: { ...peerOf(workload).labels } },
      policyTypes: ["Ingress", "Egress"],
      ...(ingress.length > 0 && {
        ingress: ingress.map(({ from, ports }) => ({
          from: selectors(from),
          ports: portsOf(ports),
        })),
      }),
      ...(egress.length > 0 && {
        egress: egress.map(({ to, ports }) => ({ to: selectors(to), ports: portsOf(ports) })),
      }),
    },
  };
}

function selectors(peer: Peer): PeerSelector[] {
  if (peer.kind === "outside") {
    return peer.block === undefined
      ? OUTSIDE.map(({ cidr, except }) => ({ ipBlock: { cidr, except: [...except] } }))
      : [{ ipBlock: { cidr: peer.block } }];
  }
  const { namespace, labels } = peer;
  return [
    {
      namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } },
      ...(Object.keys(labels).length > 0 && { podSelector: { matchLabels: { ...labels } } }),
    },
  ];
}

function portsOf(ports: readonly Port[]) {
  return ports.map(({ protocol, port }) => ({ protocol, ...(port !== undefined && { port }) }));
}
