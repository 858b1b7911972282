import type { Flow } from "../../../infra/kubernetes/network/flows";
import type { NetworkPolicy } from "../../../infra/objects/kubernetes";
import type { Labels } from "../../../infra/objects/labels";
import { sandboxes, tryConnections } from "../../../lab/clients/connect";
import { listeningPorts } from "../../../lab/clients/sockets";
import { kubectlGet } from "../../../lab/cluster/kubectl";
import { NETWORK, NODE } from "../../../lab/cluster/layout";
import { nodeProcess } from "../../../lab/cluster/node";
import {
  compared,
  connectionsOf,
  metOf,
  type Comparison,
  type Connection,
  type Front,
  type Met,
  type NumberedPort,
  type Place,
} from "../../support/network/connections";

/** The timeout of a connection: a rejection comes immediately. */
const TIMEOUT_MS = 1000;

/**
 * Addresses of outside hosts: one that is reserved for documentation, as an example of any, and the one at which clouds
 * give machines their credentials.
 */
const OUTSIDE = ["203.0.113.7", "169.254.169.254"] as const;

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels?: Labels;
  readonly deletionTimestamp?: string;
}

interface Pod {
  readonly kind: "Pod";
  readonly metadata: Metadata;
  readonly spec: { readonly hostNetwork?: boolean };
  readonly status: {
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface Service {
  readonly kind: "Service";
  readonly metadata: Metadata;
  readonly spec: {
    readonly clusterIP?: string;
    readonly ports?: readonly (NumberedPort & { readonly name?: string })[];
  };
}

interface EndpointSlice {
  readonly kind: "EndpointSlice";
  readonly metadata: Metadata;
  readonly endpoints:
    | readonly {
        readonly addresses: readonly string[];
        readonly conditions: { readonly ready?: boolean };
      }[]
    | null;
  readonly ports: readonly (NumberedPort & { readonly name?: string })[] | null;
}

type Item = Pod | Service | EndpointSlice | NetworkPolicy;

/** A place with a process in its network namespace; 0 for the outside. */
interface Located extends Place {
  readonly pid: number;
}

/** The results of trying every connection. */
export interface Measured extends Comparison, Met {
  readonly tried: number;
  /** The number of connections that the local cluster's engine treats differently from Kubernetes' rules. */
  readonly untold: number;
  /** The number of pods, besides the node and the outside. */
  readonly pods: number;
}

/**
 * Tries every connection between the pods, the node and the outside. Compares the results with what the policies say,
 * and with what the stack needs.
 */
export async function measured(flows: readonly Flow[]): Promise<Measured> {
  const { items } = await kubectlGet<{ items: readonly Item[] }>([
    "pods,services,endpointslices.discovery.k8s.io,networkpolicies",
    "--all-namespaces",
  ]);
  const policies = items.filter((item) => item.kind === "NetworkPolicy");
  const pods = podsAmong(items.filter((item) => item.kind === "Pod"));
  const node = await theNode();
  const places = [...pods, node, ...outside()];
  const { tried, untold } = connectionsOf(places, frontsAmong(items), policies);
  const report = await tryConnections({
    timeoutMs: TIMEOUT_MS,
    outside: { node: node.pid, gateway: NETWORK.node, addresses: OUTSIDE },
    places: places.map((place) => ({ pid: place.pid, listen: arrivingAt(place, tried) })),
    tries: tried.map(({ from, sent }) => ({ from: places.indexOf(from as Located), ...sent })),
  });
  const found = new Set(
    report.found.flatMap((all, place) => all.map((each) => keyOf(places[place]!, each))),
  );
  const outcomes = tried.map((connection, index) => ({
    connection,
    answer: report.answers[index] ?? "",
    byItself: found.has(keyOf(connection.to, connection.arrives)),
  }));
  return {
    ...compared(outcomes),
    ...metOf(flows, outcomes),
    tried: tried.length,
    untold: untold.length,
    pods: pods.length,
  };
}

function podsAmong(all: readonly Pod[]): readonly Located[] {
  const pids = sandboxes();
  return all
    .filter(isLasting)
    .map(({ metadata: { name, namespace, uid, labels = {} }, status }) => {
      const { podIP: address = "" } = status;
      const pid = pids.get(uid);
      if (pid === undefined) throw new Error(`${namespace}/${name} has no process.`);
      return {
        name: `${namespace}/${name}`,
        party: { kind: "pod", namespace, labels, address },
        address,
        isNode: false,
        listening: lasting(pid),
        pid,
      };
    });
}

/** Whether a pod is running and not about to be deleted. */
function isLasting({ metadata, spec, status }: Pod): boolean {
  return (
    spec.hostNetwork !== true &&
    metadata.deletionTimestamp === undefined &&
    (status.conditions ?? []).some((each) => each.type === "Ready" && each.status === "True")
  );
}

async function theNode(): Promise<Located> {
  const pid = await nodeProcess();
  return {
    name: NODE,
    party: { kind: "outsider", address: NETWORK.node },
    address: NETWORK.node,
    isNode: true,
    listening: lasting(pid),
    pid,
  };
}

function outside(): readonly Located[] {
  return OUTSIDE.map((address) => ({
    name: `outside ${address}`,
    party: { kind: "outsider", address },
    address,
    isNode: false,
    listening: [],
    pid: 0,
  }));
}

/** The first of the kernel's ephemeral ports. */
const EPHEMERAL = 32_768;

/** The ports on which something listens. A UDP socket with an ephemeral port belongs to a client. */
function lasting(pid: number): readonly NumberedPort[] {
  return listeningPorts(pid).filter(({ protocol, port }) => protocol === "TCP" || port < EPHEMERAL);
}

/** Each port of each Service that has a cluster IP. */
function frontsAmong(items: readonly Item[]): readonly Front[] {
  const slices = items.filter((item) => item.kind === "EndpointSlice");
  return items
    .filter((item) => item.kind === "Service")
    .flatMap(({ metadata: { name, namespace }, spec: { clusterIP = "None", ports = [] } }) => {
      if (clusterIP === "None") return [];
      const own = slices.filter(
        ({ metadata }) =>
          metadata.namespace === namespace &&
          metadata.labels?.["kubernetes.io/service-name"] === name,
      );
      return ports.flatMap(({ name: portName, protocol, port }): readonly Front[] => {
        const behind = own.flatMap(({ endpoints }) =>
          (endpoints ?? [])
            .filter(({ conditions }) => conditions.ready !== false)
            .flatMap(({ addresses }) => addresses),
        );
        const target = own
          .flatMap(({ ports: all }) => all ?? [])
          .find((each) => (each.name ?? "") === (portName ?? ""))?.port;
        if (target === undefined || behind.length === 0) return [];
        return [
          { name: `${namespace}/${name}`, address: clusterIP, protocol, port, behind, target },
        ];
      });
    });
}

/** The endpoints that need a listener, so that the result of a connection means something. */
function arrivingAt(place: Place, tried: readonly Connection[]) {
  const ports = tried.filter(({ to }) => to === place).map(({ arrives }) => arrives);
  return [...new Map(ports.map((port) => [keyOf(place, port), port])).values()].map((port) => ({
    ...port,
    address: place.address,
  }));
}

function keyOf({ address }: Place, { protocol, port }: NumberedPort): string {
  return `${address} ${protocol} ${String(port)}`;
}
