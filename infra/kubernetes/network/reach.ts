import type { NetworkPolicy } from "../objects";
import { hasLabels, type Labels } from "../labels";
import type { Port } from "./asks";
import { isInside } from "./blocks";
import { NAMESPACE_LABEL } from "./policies";

/** A pod, as far as policies look at it. */
export interface Pod {
  readonly kind: "pod";
  readonly namespace: string;
  readonly labels: Labels;
}

/** One who has an address, and is no pod. */
export interface Outsider {
  readonly kind: "outsider";
  readonly address: string;
}

export type Party = Pod | Outsider;

type Spec = NetworkPolicy["spec"];
type Selector = Spec["podSelector"];
type Rule = NonNullable<Spec["ingress"]>[number];
type PeerSelector = NonNullable<Rule["from"]>[number];
type RulePort = NonNullable<Rule["ports"]>[number];

type Direction = "Ingress" | "Egress";

/** On which ports the one whose gate it is may talk to another, or be talked to: one end's word on it. */
export type Gate = (other: Party) => (port: Port) => boolean;

/**
 * What some policies let one end do, by the rules of Kubernetes: a pod that none of them selects for a direction is
 * open in it, one that any selects is closed but for what one of these allows.
 *
 * A pod has an address, too, which nobody knows before: whether a block of addresses means pods as well differs
 * from engine to engine.
 * @param blocksMeanPods true to be told what may be at worst, false what is sure to be
 */
export function gateOf(
  policies: readonly NetworkPolicy[],
  party: Party,
  direction: Direction,
  blocksMeanPods: boolean,
): Gate {
  const specs = selecting(policies, party, direction);
  if (specs.length === 0) return () => () => true;
  const rules = specs.flatMap(({ ingress = [], egress = [] }): readonly Rule[] =>
    direction === "Ingress"
      ? ingress
      : egress.map(({ to: from = [], ports = [] }) => ({ from, ports })),
  );
  return (other) => {
    const its = rules.filter((rule) => isForPeer(rule, other, blocksMeanPods));
    return (port) => its.some((rule) => isForPort(rule, port));
  };
}

/** Whether one may open a connection to another: both ends have to agree. */
export function mayTalk(
  policies: readonly NetworkPolicy[],
  from: Party,
  to: Party,
  port: Port,
  blocksMeanPods: boolean,
): boolean {
  return (
    gateOf(policies, from, "Egress", blocksMeanPods)(to)(port) &&
    gateOf(policies, to, "Ingress", blocksMeanPods)(from)(port)
  );
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

/** A rule without peers means everybody; so does an empty list. */
function isForPeer({ from = [] }: Rule, other: Party, blocksMeanPods: boolean): boolean {
  return from.length === 0 || from.some((peer) => isMeant(peer, other, blocksMeanPods));
}

/** A rule without ports means each of them; so does an empty list. */
function isForPort({ ports = [] }: Rule, port: Port): boolean {
  return ports.length === 0 || ports.some((each) => isPort(each, port));
}

function isMeant(peer: PeerSelector, party: Party, blocksMeanPods: boolean): boolean {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock) {
    return party.kind === "pod" ? blocksMeanPods : isInBlock(party.address, ipBlock);
  }
  if (!namespaceSelector) {
    throw new Error("A policy names pods without their namespace. Give it a namespaceSelector.");
  }
  return (
    party.kind === "pod" &&
    // Both of them, as one peer has them; a namespace alone means all of its pods.
    selects(namespaceSelector, { [NAMESPACE_LABEL]: party.namespace }) &&
    selects(podSelector, party.labels)
  );
}

/** @throws where a selector says what is not understood here: better no answer than a wrong one */
function selects(selector: Selector | undefined, labels: Labels): boolean {
  if (selector?.matchExpressions) {
    throw new Error(
      "A policy selects by matchExpressions. Teach selects() in reach.ts what they mean.",
    );
  }
  return hasLabels(labels, selector?.matchLabels);
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
