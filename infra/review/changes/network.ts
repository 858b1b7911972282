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

/** Who may reach whom, and whose way in or out is closed but for that, whatever policies it is by. */
export function networkChanges(before: Model, after: Model): readonly Change[] {
  const [was, is] = [networkOf(before), networkOf(after)];
  const only = (a: Keys, b: Keys) => [...a.keys()].filter((key) => !b.has(key));
  const opened = only(is.edges, was.edges);
  // Where the way was open to all before, nothing is opened.
  const stays = (edge: string) => !was.closed.has(is.edges.get(edge) ?? "");
  const told = (names: readonly string[], what: string, rank: "access" | "other") =>
    names.map((name) => change("network edge", name, [{ what }], { rank }));
  return [
    ...told(only(was.closed, is.closed), "no longer closed: open to all", "access"),
    ...told(
      opened.filter((edge) => !stays(edge)),
      "opened",
      "access",
    ),
    ...told(only(is.closed, was.closed), "closed, but for what is allowed", "other"),
    ...told(opened.filter(stays), "stays open", "other"),
    ...told(only(was.edges, is.edges), "no longer allowed", "other"),
  ];
}

interface Keys {
  readonly has: (key: string) => boolean;
  readonly keys: () => Iterable<string>;
}

interface Network {
  /** Each with the way that it is an exception to. */
  readonly edges: ReadonlyMap<string, string>;
  readonly closed: ReadonlySet<string>;
}

function networkOf({ objects }: Model): Network {
  const edges = new Map<string, string>();
  const closed = new Set<string>();
  for (const policy of objects.values()) {
    if (policy.kind !== "NetworkPolicy") continue;
    const spec = (policy.spec ?? {}) as NetworkPolicySpec;
    const { podSelector = {}, ingress, egress } = spec;
    const types = spec.policyTypes ?? ["Ingress", ...(egress ? ["Egress"] : [])];
    const { namespace = "default" } = policy.metadata;
    const own = podsText(podSelector, namespace);
    if (types.includes("Ingress")) {
      const way = `the way in to ${own}`;
      closed.add(way);
      for (const { from, ports } of ingress ?? []) {
        for (const peer of peersOf(from, namespace)) {
          edges.set(`${peer} -> ${own}${portsText(ports)}`, way);
        }
      }
    }
    if (types.includes("Egress")) {
      const way = `the way out of ${own}`;
      closed.add(way);
      for (const { to, ports } of egress ?? []) {
        for (const peer of peersOf(to, namespace)) {
          edges.set(`${own} -> ${peer}${portsText(ports)} (out)`, way);
        }
      }
    }
  }
  return { edges, closed };
}

/** No peers at all means anybody. */
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

/** `monitoring/prometheus` where the pods are chosen by their name alone, and else by what they are. */
function podsText(selector: Selector, namespace: string): string {
  const words = selectorText(selector);
  if (words === "") return namespace === "any namespace" ? "any pod" : `${namespace}/*`;
  return `${namespace}/${words}`;
}

const NAME = "app.kubernetes.io/name";
/** Says that it is ours, and of no single pod. */
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

function portsText(ports: readonly Port[] = []): string {
  if (ports.length === 0) return "";
  const texts = ports.map(({ port = "*", endPort, protocol = "TCP" }) => {
    const range = endPort === undefined ? String(port) : `${port}-${endPort}`;
    return protocol === "TCP" ? `:${range}` : `:${range}/${protocol}`;
  });
  return ` ${texts.join(", ")}`;
}

/** Whether all that an object says is who may reach whom. */
export function isNetworkPolicy({ kind }: KubernetesManifest): boolean {
  return kind === "NetworkPolicy";
}
