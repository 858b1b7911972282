import type { NetworkPolicy } from "../../../infra/objects/kubernetes";
import { byLabels, hasLabels, type Labels } from "../../../infra/objects/labels";
import type { Port } from "../../../infra/kubernetes/network/egress";
import { isInside } from "./blocks";
import { NAMESPACE_LABEL } from "../../../infra/kubernetes/network/policies";

/** The parts of a pod that policies look at. */
export interface Pod {
  readonly kind: "pod";
  readonly namespace: string;
  readonly labels: Labels;
  /** If it is known, CIDR blocks that contain it include the pod, as in engines that look at packets. */
  readonly address?: string;
}

/** A host with an address that is not a pod. */
export interface Outsider {
  readonly kind: "outsider";
  readonly address: string;
}

/** One end of a connection. */
export type Party = Pod | Outsider;

type Spec = NetworkPolicy["spec"];
type Selector = Spec["podSelector"];
type Rule = NonNullable<Spec["ingress"]>[number];
type PeerSelector = NonNullable<Rule["from"]>[number];
type RulePort = NonNullable<Rule["ports"]>[number];

type Direction = "Ingress" | "Egress";

/** What one end of a connection allows: whether its owner may talk to another party on a port, or be talked to. */
export type Gate = (other: Party, port: Port) => boolean;

/**
 * What some policies allow one end, by Kubernetes' rules: a pod that no policy selects for a direction may talk to
 * anybody. Otherwise it may do only what one of the selecting policies allows.
 *
 * A pod also has an address, which is unknown beforehand: whether a CIDR block includes pods differs between engines.
 * @param blocksMeanPods true for what may be allowed at worst, false for what is surely allowed
 */
export function gateOf(
  policies: readonly NetworkPolicy[],
  party: Party,
  direction: Direction,
  blocksMeanPods: boolean,
): Gate {
  const specs = selecting(policies, party, direction);
  if (specs.length === 0) return () => true;
  const rules = specs.flatMap((spec) => rulesOf(spec, direction));
  return (other, port) => rules.some((rule) => allows(rule, other, port, blocksMeanPods));
}

/** Whether one party may open a connection to another on a port: both ends have to allow it. */
type MayTalk = (from: Party, to: Party, port: Port, blocksMeanPods: boolean) => boolean;

/** Who may talk to whom under some policies, with the gates of each party computed once. */
export function talkUnder(policies: readonly NetworkPolicy[]): MayTalk {
  const made = new Map<string, Map<Party, Gate>>();
  const gate = (party: Party, direction: Direction, blocksMeanPods: boolean): Gate => {
    const kind = `${direction} ${blocksMeanPods}`;
    const gates = made.get(kind) ?? new Map<Party, Gate>();
    made.set(kind, gates);
    const found = gates.get(party) ?? gateOf(policies, party, direction, blocksMeanPods);
    gates.set(party, found);
    return found;
  };
  return (from, to, port, blocksMeanPods) =>
    gate(from, "Egress", blocksMeanPods)(to, port) &&
    gate(to, "Ingress", blocksMeanPods)(from, port);
}

/** The same for a single pair. */
export function mayTalk(policies: readonly NetworkPolicy[], ...pair: Parameters<MayTalk>): boolean {
  return talkUnder(policies)(...pair);
}

/** Parties with indexes, to find those that a peer describes without checking each. */
export interface Crowd {
  readonly all: readonly Party[];
  readonly pods: readonly Pod[];
  readonly outsiders: readonly Outsider[];
  /** The pods with some labels, in a namespace or in any. */
  readonly podsWith: (labels?: Labels, namespace?: string) => readonly Pod[];
}

export function crowdOf(all: readonly Party[]): Crowd {
  const pods = all.filter((party) => party.kind === "pod");
  const find = byLabels(pods, ({ labels }) => labels);
  return {
    all,
    pods,
    outsiders: all.filter((party) => party.kind === "outsider"),
    podsWith: (labels, namespace) =>
      find(labels).filter((pod) => namespace === undefined || pod.namespace === namespace),
  };
}

/** What some policies allow one end: for each party, the rules that name it. A party that is missing is not allowed. */
export type Openings = ReadonlyMap<Party, readonly RulePorts[]>;
type RulePorts = readonly RulePort[];

/**
 * The gates of all parties, computed from the rules: each rule is evaluated once, not once per party. A pod that no
 * policy selects, and that is therefore open to everybody, is left out.
 * @param blocksMeanPods as for gateOf
 */
export function openingsOf(
  policies: readonly NetworkPolicy[],
  crowd: Crowd,
  direction: Direction,
  blocksMeanPods: boolean,
): ReadonlyMap<Party, Openings> {
  const openings = new Map<Party, Map<Party, RulePorts[]>>();
  for (const { metadata, spec } of policies) {
    if (!(spec.policyTypes ?? []).includes(direction)) continue;
    const means = rulesOf(spec, direction).map(({ from = [], ports = [] }) => ({
      others: from.length === 0 ? crowd.all : meantBy(from, crowd, blocksMeanPods),
      ports,
    }));
    for (const pod of selectedBy(spec.podSelector, metadata.namespace, crowd)) {
      const own = openings.get(pod) ?? new Map<Party, RulePorts[]>();
      openings.set(pod, own);
      for (const { others, ports } of means) {
        for (const other of others) {
          const known = own.get(other);
          if (known) known.push(ports);
          else own.set(other, [ports]);
        }
      }
    }
  }
  return openings;
}

/** Whether the rules that name a party allow a port. */
export function opens(rules: readonly RulePorts[], port: Port): boolean {
  return rules.some((ports) => isAnyOf(ports, port));
}

function selectedBy(
  selector: Selector | undefined,
  namespace: string | undefined,
  crowd: Crowd,
): readonly Pod[] {
  return crowd.podsWith(labelsOf(selector), namespace);
}

function meantBy(
  peers: readonly PeerSelector[],
  crowd: Crowd,
  blocksMeanPods: boolean,
): ReadonlySet<Party> {
  return new Set(
    peers.flatMap((peer): readonly Party[] => {
      const { ipBlock, podSelector } = peer;
      const pods = ipBlock
        ? blocksMeanPods
          ? crowd.pods
          : []
        : crowd.podsWith(labelsOf(podSelector));
      return [...pods, ...(ipBlock ? crowd.outsiders : [])].filter((party) =>
        isMeant(peer, party, blocksMeanPods),
      );
    }),
  );
}

function rulesOf({ ingress = [], egress = [] }: Spec, direction: Direction): readonly Rule[] {
  return direction === "Ingress"
    ? ingress
    : egress.map(({ to: from = [], ports = [] }) => ({ from, ports }));
}

function selecting(
  policies: readonly NetworkPolicy[],
  party: Party,
  direction: Direction,
): readonly Spec[] {
  if (party.kind === "outsider") return [];
  return policies
    .filter(({ metadata }) => metadata.namespace === party.namespace)
    .map(({ spec }) => spec)
    .filter(({ policyTypes = [] }) => policyTypes.includes(direction))
    .filter(({ podSelector }) => selects(podSelector, party.labels));
}

/** A rule without peers means everybody, and one without ports means all ports. Empty lists mean the same. */
function allows(
  { from = [], ports = [] }: Rule,
  other: Party,
  port: Port,
  blocksMeanPods: boolean,
): boolean {
  return (
    (from.length === 0 || from.some((peer) => isMeant(peer, other, blocksMeanPods))) &&
    isAnyOf(ports, port)
  );
}

function isAnyOf(ports: RulePorts, port: Port): boolean {
  return ports.length === 0 || ports.some((each) => isPort(each, port));
}

function isMeant(peer: PeerSelector, party: Party, blocksMeanPods: boolean): boolean {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock) {
    return party.address === undefined ? blocksMeanPods : isInBlock(party.address, ipBlock);
  }
  if (!namespaceSelector) {
    throw new Error("A policy names pods without their namespace. Give it a namespaceSelector.");
  }
  return (
    party.kind === "pod" &&
    // A peer with both selectors has to match both. A namespace selector alone includes all of its pods.
    selects(namespaceSelector, { [NAMESPACE_LABEL]: party.namespace }) &&
    selects(podSelector, party.labels)
  );
}

function selects(selector: Selector | undefined, labels: Labels): boolean {
  return hasLabels(labels, labelsOf(selector));
}

/** @throws for a selector that is not supported here: no answer is better than a wrong one */
function labelsOf(selector: Selector | undefined): Labels | undefined {
  if (selector?.matchExpressions) {
    throw new Error(
      "A policy selects by matchExpressions. Teach labelsOf() in reach.ts what they mean.",
    );
  }
  return selector?.matchLabels;
}

function isPort({ protocol = "TCP", port, endPort }: RulePort, wanted: Port): boolean {
  if (protocol !== wanted.protocol) return false;
  if (port === undefined) return true;
  if (typeof port !== "number" || endPort !== undefined) {
    throw new Error(
      "A policy names a port, or a range. Teach isPort() in reach.ts what they mean.",
    );
  }
  return port === wanted.port;
}

function isInBlock(address: string, block: NonNullable<PeerSelector["ipBlock"]>): boolean {
  const { cidr, except = [] } = block;
  return isInside(address, cidr) && !except.some((hole) => isInside(address, hole));
}
