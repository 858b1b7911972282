import { isIP } from "node:net";

import type { ServiceMonitor } from "../../objects/kubernetes";
import { serviceName } from "../../settings/addresses";
import {
  clusterOf,
  clusterSettings,
  type Cluster,
  type ServiceSettings,
} from "../../settings/cluster";
import type { StackConfig } from "../../settings/schema";
import { endpointsOf } from "../endpoints";
import { kept } from "../../../signals/kept";
import type { ComponentLabel, Labels } from "../../objects/labels";
import { monitoredServers } from "../monitored";
import { CERT_MANAGER, DEFAULT_NAMESPACES, type Namespaces } from "../../objects/names";
import { namesOf, namespacesSettings } from "../../settings/namespaces";
import { isServer, type Server, type Workload, type Workloads } from "../server";
import { podSelectorOf, podPortOf } from "../workload";
import type { Egress, Port } from "./egress";

/** The settings about the stack's surroundings. Without a setting, the usual values apply. */
export type NetworkSettings = StackConfig["network"] & {
  readonly cluster?: StackConfig["cluster"];
  /** Left out: the default namespaces, both created by the stack. */
  readonly namespaces?: StackConfig["namespaces"];
  /** The pods of another Prometheus that scrapes the workloads. Left out: only the stack's own. */
  readonly scraper?: PodPeer | undefined;
};
/** The workloads of a stack, including its Prometheus, unless an external one scrapes them. */
export type ScrapedWorkloads = Workloads & { readonly prometheus?: Server | undefined };

/** Pods by namespace and labels; without labels, all pods of the namespace. */
export interface PodPeer {
  readonly kind: "pods";
  readonly namespace: string;
  readonly labels: Labels;
}

/** An address outside the cluster. */
export interface OutsidePeer {
  readonly kind: "outside";
  /** The block of addresses, such as 10.0.0.0/8. Left out: any. */
  readonly block?: string;
}

export type Peer = PodPeer | OutsidePeer;

/** A required connection between two peers, with the ports of the pods. */
export interface Flow {
  readonly from: Peer;
  readonly to: Peer;
  readonly ports: readonly Port[];
}

/**
 * Every connection that the workloads need: their egress, scrapes by Prometheus, and users. All others are denied. Probes are
 * not included, because a node can always reach its own pods; the same holds for port forwarding.
 */
export function flowsOf(workloads: ScrapedWorkloads, network: NetworkSettings): readonly Flow[] {
  const all = listOf(workloads);
  return united([
    ...all.flatMap((workload) => egressFlows(workload, all, network)),
    ...scraped(all, network.scraper),
    ...opened(all, network),
  ]);
}

export function listOf(workloads: ScrapedWorkloads): readonly Workload[] {
  return Object.values(workloads).filter((workload) => workload !== undefined);
}

/** A workload as seen by others: the labels that select its pods. */
export function peerOf({ resource }: Workload): PodPeer {
  return {
    kind: "pods",
    namespace: resource.metadata.namespace,
    labels: podSelectorOf(resource),
  };
}

/** The pod's port number behind a Service port. @returns undefined if there is no such port */
export function podPort(
  server: Server,
  port: { port: number } | { name: string },
): number | undefined {
  const found = (server.service.spec.ports ?? []).find((each) =>
    "port" in port ? each.port === port.port : each.name === port.name,
  );
  return podPortOf(server.resource, found?.targetPort)?.containerPort;
}

/** The pod's port that an endpoint of a monitor reads. @returns nothing where there is no such port */
export function scrapedPort(
  server: Server,
  { port, targetPort }: ServiceMonitor["spec"]["endpoints"][number],
): number | undefined {
  if (port) return podPort(server, { name: port });
  return podPortOf(server.resource, targetPort)?.containerPort;
}

/** The settings for it. */
export function networkSettings({
  network,
  cluster,
  namespaces,
  mode,
  operator,
}: StackConfig): NetworkSettings {
  return {
    ...network,
    cluster,
    namespaces,
    ...(mode === "operator" && { scraper: { kind: "pods", ...operator.prometheus } }),
  };
}

function clusterIn({ cluster }: NetworkSettings): Cluster {
  return clusterOf(cluster ?? clusterSettings.parse({}));
}

function egressFlows(
  workload: Workload,
  all: readonly Workload[],
  network: NetworkSettings,
): readonly Flow[] {
  const { egress } = workload;
  const from = peerOf(workload);
  const names = egress.some(
    (ask) => ask.named === true || (ask.kind === "address" && addressIn(ask.host) === undefined),
  );
  return [
    ...egress.flatMap((ask) => answered(from, ask, all, network)),
    ...(names ? dns(network).map((answering) => ({ from, ...answering })) : []),
  ];
}

/** The pods and addresses that answer DNS, with their ports. */
function dns(network: NetworkSettings): readonly Pick<Flow, "to" | "ports">[] {
  const { pods, blocks } = clusterIn(network).dns;
  return [
    ...pods.map(({ namespace, labels, port }) => ({
      to: { kind: "pods", namespace, labels } as const,
      ports: both(network.dnsPort ?? port),
    })),
    ...blocks.map((block) => ({ to: { kind: "outside", block } as const, ports: both(53) })),
  ];
}

function answered(
  from: Peer,
  ask: Egress,
  all: readonly Workload[],
  network: NetworkSettings,
): readonly Flow[] {
  if (ask.kind === "anywhere") {
    const ports = ask.ports.map(tcp);
    const blocks = ask.blocks ?? [undefined];
    return blocks.map((block) => ({ from, to: outside(block), ports }));
  }
  const { host, port, udp = false } = ask;
  const ports = (number: number) => (udp ? both(number) : [tcp(number)]);
  const cluster = clusterIn(network);
  const told = network.services.find(
    (each) => serviceName(each.host, cluster.domain) === serviceName(host, cluster.domain),
  );
  // A name of two words may be an external host, unless the stack lists it as a Service.
  const service = serviceName(host, cluster.domain, told !== undefined);
  if (service === undefined) {
    return [{ from, to: outside(addressIn(host)), ports: ports(port) }];
  }
  if (service === API_SERVICE) {
    const { apiServer } = cluster;
    return answered(from, { kind: "anywhere", ...apiServer }, all, network);
  }
  const ours = endpointsByName(all).get(service);
  if (ours) {
    const number = podPort(ours, { port });
    return number === undefined ? [] : [{ from, to: peerOf(ours), ports: ports(number) }];
  }
  return others(service, told, port).map((each) => ({ from, ...each }));
}

/** The Service of the API server, which has no pods that a policy could select. */
const API_SERVICE = "default/kubernetes";

/**
 * The pods behind another Service. Policies see the pods' port, which a Service's address does not tell. If the stack does not
 * set it either, any port of its namespace is allowed, because otherwise nothing would be.
 */
function others(
  service: string,
  told: ServiceSettings | undefined,
  port: number,
): readonly Pick<Flow, "to" | "ports">[] {
  const namespace = service.slice(0, service.indexOf("/"));
  // Its chart uses the same port for the pods.
  const known = namespace === CERT_MANAGER ? [port] : [];
  const { labels = {}, blocks, ports: numbers = known } = told ?? {};
  const ports = numbers.length > 0 ? numbers.map(tcp) : [{ protocol: "TCP" } as const];
  if (blocks) return blocks.map((block) => ({ to: outside(block), ports }));
  return [{ to: { kind: "pods", namespace, labels }, ports }];
}

function outside(block: string | undefined): OutsidePeer {
  return { kind: "outside", ...(block !== undefined && { block }) };
}

/** The address block of a numeric host. */
function addressIn(host: string): string | undefined {
  const address = host.replace(/^\[(.*)\]$/, "$1");
  const family = isIP(address);
  return family === 0 ? undefined : `${address}/${family === 4 ? 32 : 128}`;
}

/** Each workload by its Service: by the first of several with the same name. */
const endpointsByName = kept((all: readonly Workload[]): ReadonlyMap<string, Server> => {
  const named = all
    .flatMap(endpointsOf)
    .map(
      (face) => [`${face.service.metadata.namespace}/${face.service.metadata.name}`, face] as const,
    );
  return new Map(named.reverse());
});

function scraped(all: readonly Workload[], scraper: PodPeer | undefined): readonly Flow[] {
  const targets = all
    .flatMap(endpointsOf)
    .flatMap(({ monitor }) => monitor ?? [])
    .flatMap((monitor) =>
      monitoredServers(monitor, all).flatMap((target) =>
        monitor.spec.endpoints.flatMap((endpoint) => {
          const number = scrapedPort(target, endpoint);
          return number === undefined ? [] : [{ to: peerOf(target), ports: [tcp(number)] }];
        }),
      ),
    );
  // The shard of Prometheus to connect to: which jobs it has changes with the number of shards.
  return [...all.filter(isPrometheus).map(peerOf), ...(scraper ? [scraper] : [])].flatMap((from) =>
    targets.map((target) => ({ from, ...target })),
  );
}

/** Whether a workload is a Prometheus, of any shard. */
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

/** The names of the stack's namespaces, to which its policies apply. */
export function namespacesIn({ namespaces }: NetworkSettings): Namespaces {
  return namespaces ? namesOf(namespaces) : DEFAULT_NAMESPACES;
}

/** Those of them that belong to the stack alone. */
export function closedNamespaces({ namespaces }: NetworkSettings): readonly string[] {
  const both = namespaces ?? namespacesSettings.parse({});
  return [both.monitoring, both.application].filter(({ create }) => create).map(({ name }) => name);
}

function tcp(port: number): Port {
  return { protocol: "TCP", port };
}

function both(port: number): readonly Port[] {
  return [
    { protocol: "UDP", port },
    { protocol: "TCP", port },
  ];
}

/** One flow for each pair of peers, with each port once. */
function united(flows: readonly Flow[]): readonly Flow[] {
  const pairs = new Map<string, Flow>();
  for (const { from, to, ports } of flows) {
    const pair = JSON.stringify([from, to]);
    const known = pairs.get(pair)?.ports ?? [];
    const more = ports.filter((port) => !known.some((each) => isSame(each, port)));
    pairs.set(pair, { from, to, ports: widest([...known, ...more]) });
  }
  return [...pairs.values()];
}

/** Removes peers that another one includes. */
function widest(ports: readonly Port[]): readonly Port[] {
  const open = ports.filter(({ port }) => port === undefined).map(({ protocol }) => protocol);
  return ports.filter(({ protocol, port }) => port === undefined || !open.includes(protocol));
}

function isSame(a: Port, b: Port): boolean {
  return a.protocol === b.protocol && a.port === b.port;
}
