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

/** Kubernetes itself puts it on every namespace. */
export const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/** Everywhere but what is of one link alone: there the machine itself is asked for its credentials. */
export const OUTSIDE = [
  { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] },
  { cidr: "::/0", except: ["fe80::/10"] },
] as const;

/**
 * Who may talk to whom: in namespaces of the stack's own nobody to anybody, and beyond that exactly what the workloads need. An engine
 * of the cluster's network has to keep to them: one without policies lets everything through.
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

/** Whether a policy denies all that no other one allows. */
export function isDenyAll({ metadata }: NetworkPolicy): boolean {
  return metadata.name === DENY_ALL;
}

/** The flows by one end of them, written as JSON. */
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

/** One workload's policy: complete in itself, so that the order in which policies arrive cuts nobody off. */
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
