import { change, type Change } from "../change";
import type { Model } from "../model/model";
import { listed } from "../words/text";
import type { KubernetesManifest } from "../../render/objects";

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Port {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

interface NetworkPolicySpec {
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly {
    readonly from?: readonly Peer[];
    readonly ports?: readonly Port[];
  }[];
  readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
}

/**
 * What is different about allowed connections and about pods that deny by default, regardless of which policy says so.
 */
export function networkChanges(before: Model, after: Model): readonly Change[] {
  const [was, is] = [networkOf(before), networkOf(after)];
  const only = (a: Network, b: Network) => [...a.closed].filter((way) => !b.closed.has(way));
  const opened = more(is.edges, was.edges);
  // If everything was allowed before, nothing is opened.
  const stays = ({ way }: Edge) => !was.closed.has(way);
  const told = (names: readonly string[], what: string, rank: "access" | "other") =>
    names.map((name) => change("network edge", name, [{ what }], { rank }));
  return [
    ...told(only(was, is), "no longer denies by default: all connections are allowed", "access"),
    ...told(opened.filter((edge) => !stays(edge)).map(edgeText), "opened", "access"),
    ...told(only(is, was), "denies everything that is not allowed", "other"),
    ...told(opened.filter(stays).map(edgeText), "stays open", "other"),
    ...told(more(was.edges, is.edges).map(edgeText), "no longer allowed", "other"),
  ];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  /** The ingress or egress that is otherwise denied. */
  readonly way: string;
  /** Ports as `:8000`; an empty text means all ports. */
  readonly ports: readonly string[];
  readonly outwards: boolean;
}

type Edges = ReadonlyMap<string, Edge>;

interface Network {
  readonly edges: Edges;
  readonly closed: ReadonlySet<string>;
}

/** Edges or ports of edges that the others lack. */
function more(some: Edges, others: Edges): readonly Edge[] {
  return [...some].flatMap(([pair, edge]) => {
    const known = others.get(pair)?.ports ?? [];
    const ports = known.includes("") ? [] : edge.ports.filter((port) => !known.includes(port));
    return ports.length === 0 ? [] : [{ ...edge, ports }];
  });
}

function edgeText({ from, to, ports, outwards }: Edge): string {
  const where = ports.filter((port) => port !== "").join(", ");
  return [`${from} -> ${to}`, where, outwards ? "(out)" : ""].filter((word) => word).join(" ");
}

function networkOf({ objects }: Model): Network {
  const edges = new Map<string, Edge>();
  const closed = new Set<string>();
  const add = (edge: Edge): void => {
    const pair = JSON.stringify([edge.from, edge.to, edge.outwards]);
    const known = edges.get(pair)?.ports ?? [];
    edges.set(pair, { ...edge, ports: [...new Set([...known, ...edge.ports])] });
  };
  for (const policy of objects.values()) {
    if (policy.kind !== "NetworkPolicy") continue;
    const spec = (policy.spec ?? {}) as NetworkPolicySpec;
    const { podSelector = {}, ingress, egress } = spec;
    const types = spec.policyTypes ?? ["Ingress", ...(egress ? ["Egress"] : [])];
    const { namespace = "default" } = policy.metadata;
    const own = podsText(podSelector, namespace);
    if (types.includes("Ingress")) {
      const way = `ingress to ${own}`;
      closed.add(way);
      for (const { from: peers, ports } of ingress ?? []) {
        for (const from of peersOf(peers, namespace)) {
          add({ from, to: own, way, ports: portTexts(ports), outwards: false });
        }
      }
    }
    if (types.includes("Egress")) {
      const way = `egress of ${own}`;
      closed.add(way);
      for (const { to: peers, ports } of egress ?? []) {
        for (const to of peersOf(peers, namespace)) {
          add({ from: own, to, way, ports: portTexts(ports), outwards: true });
        }
      }
    }
  }
  return { edges, closed };
}

/** No peers means everybody. */
function peersOf(peers: readonly Peer[] | undefined, namespace: string): readonly string[] {
  if (!peers || peers.length === 0) return ["anybody"];
  return peers.map(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock) {
      const { cidr, except = [] } = ipBlock;
      return except.length > 0 ? `${cidr} but ${listed(except)}` : cidr;
    }
    return podsText(
      podSelector ?? {},
      namespaceSelector ? namespaceText(namespaceSelector) : namespace,
    );
  });
}

function namespaceText(selector: Selector): string {
  const name = selector.matchLabels?.["kubernetes.io/metadata.name"];
  if (name !== undefined) return name;
  const words = selectorText(selector);
  return words === "" ? "any namespace" : `namespaces with ${words}`;
}

/** `monitoring/prometheus` if the pods are selected by their name label only, otherwise with their other labels. */
function podsText(selector: Selector, namespace: string): string {
  const words = selectorText(selector);
  if (words === "") return namespace === "any namespace" ? "any pod" : `${namespace}/*`;
  return `${namespace}/${words}`;
}

const NAME = "app.kubernetes.io/name";
/** Labels that all of our objects have, and that do not distinguish pods. */
const COMMON = ["app.kubernetes.io/part-of", "app.kubernetes.io/managed-by"];

function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  const labels = Object.entries(matchLabels).filter(
    ([key]) => matchLabels[NAME] === undefined || !COMMON.includes(key),
  );
  return [
    ...labels.map(([key, value]) => (key === NAME ? value : `${key}=${value}`)),
    ...matchExpressions.map(({ key, operator, values = [] }) =>
      key === NAME && operator === "In"
        ? values.join("|")
        : `${key} ${operator} ${values.join("|")}`.trim(),
    ),
  ].join(",");
}

/** No ports means all ports. */
function portTexts(ports: readonly Port[] = []): readonly string[] {
  if (ports.length === 0) return [""];
  return ports.map(({ port = "*", endPort, protocol = "TCP" }) => {
    const range = endPort === undefined ? String(port) : `${port}-${endPort}`;
    return protocol === "TCP" ? `:${range}` : `:${range}/${protocol}`;
  });
}

/** Whether an object is fully covered by the report on allowed connections. */
export function isNetworkPolicy({ kind }: KubernetesManifest): boolean {
  return kind === "NetworkPolicy";
}
