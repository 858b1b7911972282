import type { StackConfig } from "../../settings/schema";
import { endpointsOf } from "../endpoints";
import { kept } from "../../../signals/kept";
import type { ComponentLabel, Labels } from "../../objects/labels";
import { monitoredServers } from "../monitored";
import { APPLICATION, MONITORING } from "../../objects/names";
import { isServer, type Server, type Workload, type Workloads } from "../server";
import { podSelectorOf, podTemplateOf } from "../workload";
import type { Egress, Port } from "./egress";

/** The settings that say who is beside our workloads. */
export type NetworkSettings = StackConfig["network"];
/** The workloads of a stack, of which Prometheus scrapes the others. */
export type ScrapedWorkloads = Workloads & { readonly prometheus: Server };

/** Pods, by their namespace and their labels; without labels all of the namespace's. */
export interface PodPeer {
  readonly kind: "pods";
  readonly namespace: string;
  readonly labels: Labels;
}

/** Whoever has an address outside the cluster. */
export interface OutsidePeer {
  readonly kind: "outside";
  /** The block of addresses, such as 10.0.0.0/8. Left out: any. */
  readonly block?: string;
}

export type Peer = PodPeer | OutsidePeer;

/** Who has to reach whom, on which ports of the pods. */
export interface Flow {
  readonly from: Peer;
  readonly to: Peer;
  readonly ports: readonly Port[];
}

/**
 * Every connection that the workloads need: what they ask, what Prometheus scrapes, what people open. Whatever is not
 * here is to be refused. Probes are not: a node always reaches its own pods, and so does whoever forwards a port.
 */
export function flowsOf(workloads: ScrapedWorkloads, network: NetworkSettings): readonly Flow[] {
  const all = listOf(workloads);
  return united([
    ...all.flatMap((workload) => egressFlows(workload, all, network)),
    ...scraped(all),
    ...opened(all, network),
  ]);
}

export function listOf(workloads: ScrapedWorkloads): readonly Workload[] {
  return Object.values(workloads).filter((workload) => workload !== undefined);
}

/** A workload as others see it: by the labels that select its pods. */
export function peerOf({ resource }: Workload): PodPeer {
  return {
    kind: "pods",
    namespace: resource.metadata.namespace,
    labels: podSelectorOf(resource),
  };
}

/** The number of the pod's port behind a Service's. @returns nothing where there is no such port */
export function podPort(
  server: Server,
  port: { port: number } | { name: string },
): number | undefined {
  const found = (server.service.spec.ports ?? []).find((each) =>
    "port" in port ? each.port === port.port : each.name === port.name,
  );
  return podPorts(server).find(({ name }) => name === found?.targetPort)?.containerPort;
}

function podPorts({ resource }: Workload) {
  const { containers = [] } = podTemplateOf(resource).spec ?? {};
  return containers.flatMap(({ ports = [] }) => ports);
}

function egressFlows(
  workload: Workload,
  all: readonly Workload[],
  network: NetworkSettings,
): readonly Flow[] {
  const { egress } = workload;
  const from = peerOf(workload);
  const names = egress.some((ask) => ask.kind === "address" && !IPV4.test(ask.host));
  return [
    ...egress.flatMap((ask) => answered(from, ask, all)),
    ...(names ? [{ from, to: DNS, ports: both(network.dnsPort) }] : []),
  ];
}

function answered(from: Peer, ask: Egress, all: readonly Workload[]): readonly Flow[] {
  if (ask.kind === "anywhere") {
    return [{ from, to: { kind: "outside" }, ports: ask.ports.map(tcp) }];
  }
  const { host, port, udp = false } = ask;
  const ports = (number: number) => (udp ? both(number) : [tcp(number)]);
  const service = SERVICE.exec(host)?.groups;
  if (!service) {
    const to: Peer = IPV4.test(host)
      ? { kind: "outside", block: `${host}/32` }
      : { kind: "outside" };
    return [{ from, to, ports: ports(port) }];
  }
  const { name = "", namespace = "" } = service;
  const ours = endpointsByName(all).get(`${namespace}/${name}`);
  // Of somebody else's Service neither the pods are known nor, where it differs, their port.
  if (!ours) return [{ from, to: { kind: "pods", namespace, labels: {} }, ports: ports(port) }];
  const number = podPort(ours, { port });
  return number === undefined ? [] : [{ from, to: peerOf(ours), ports: ports(number) }];
}

/** Each workload by its Service: by the first of those that have one name. */
const endpointsByName = kept((all: readonly Workload[]): ReadonlyMap<string, Server> => {
  const named = all
    .flatMap(endpointsOf)
    .map(
      (face) => [`${face.service.metadata.namespace}/${face.service.metadata.name}`, face] as const,
    );
  return new Map(named.reverse());
});

function scraped(all: readonly Workload[]): readonly Flow[] {
  const targets = all
    .flatMap(endpointsOf)
    .flatMap(({ monitor }) => monitor ?? [])
    .flatMap((monitor) =>
      monitoredServers(monitor, all).flatMap((target) =>
        monitor.spec.endpoints.flatMap(({ port: name = "" }) => {
          const number = podPort(target, { name });
          return number === undefined ? [] : [{ to: peerOf(target), ports: [tcp(number)] }];
        }),
      ),
    );
  // Each shard, for which jobs are whose changes with their number.
  return all
    .filter(isPrometheus)
    .flatMap((workload) => targets.map((target) => ({ from: peerOf(workload), ...target })));
}

/** Whether a workload is a Prometheus, of whichever shard. */
function isPrometheus({ resource }: Workload): boolean {
  const component: ComponentLabel = "metrics-store";
  return resource.metadata.labels["app.kubernetes.io/component"] === component;
}

function opened(
  all: readonly Workload[],
  { ingressNamespace, ingressBlocks }: NetworkSettings,
): readonly Flow[] {
  const people: readonly Peer[] = [
    ...(ingressNamespace === undefined
      ? []
      : [{ kind: "pods", namespace: ingressNamespace, labels: {} } as const]),
    ...ingressBlocks.map((block) => ({ kind: "outside", block }) as const),
  ];
  return all.filter(isServer).flatMap((server) => {
    const number = server.publicEndpoint && podPort(server, { name: server.publicEndpoint.port });
    if (number === undefined) return [];
    return people.map((from) => ({ from, to: peerOf(server), ports: [tcp(number)] }));
  });
}

/** The cluster's DNS, as every distribution labels it. */
const DNS: PodPeer = {
  kind: "pods",
  namespace: "kube-system",
  labels: { "k8s-app": "kube-dns" },
};

export const OUR_NAMESPACES = [MONITORING, APPLICATION] as const;

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
/** A Service's name in any of its longer forms, or that of one pod behind a headless one. */
const SERVICE =
  /^(?:[a-z0-9-]+\.)?(?<name>[a-z0-9-]+)\.(?<namespace>[a-z0-9-]+)\.svc(?:\.cluster\.local)?$/;

function tcp(port: number): Port {
  return { protocol: "TCP", port };
}

function both(port: number): readonly Port[] {
  return [
    { protocol: "UDP", port },
    { protocol: "TCP", port },
  ];
}

/** One flow for each pair, with each of its ports once. */
function united(flows: readonly Flow[]): readonly Flow[] {
  const pairs = new Map<string, Flow>();
  for (const { from, to, ports } of flows) {
    const pair = JSON.stringify([from, to]);
    const known = pairs.get(pair)?.ports ?? [];
    const more = ports.filter((port) => !known.some((each) => isSame(each, port)));
    pairs.set(pair, { from, to, ports: [...known, ...more] });
  }
  return [...pairs.values()];
}

function isSame(a: Port, b: Port): boolean {
  return a.protocol === b.protocol && a.port === b.port;
}
