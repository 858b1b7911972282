import type { Port } from "../kubernetes/network/asks";
import {
  flowsOf,
  listOf,
  OUR_NAMESPACES,
  peerOf,
  type Flow,
  type NetworkSettings,
  type Parts,
  type Peer,
} from "../kubernetes/network/flows";
import { isInside } from "../kubernetes/network/blocks";
import { gateOf, type Gate, type Party, type Pod } from "../kubernetes/network/reach";
import { hasLabels } from "../kubernetes/labels";
import { clusterAddresses } from "../kubernetes/names";
import type { NetworkPolicy, Piece } from "../kubernetes/objects";
import { nameOf, textsOf } from "./graph/parts";

/**
 * Whether policies let through what the parts need, and nothing else; and whether what the parts say they need is what
 * they are told.
 */
export function networkFaults(
  parts: Parts,
  network: NetworkSettings,
  policies: readonly NetworkPolicy[],
): readonly string[] {
  return [...listOf(parts).flatMap(askFaults), ...policyFaults(parts, network)(policies)];
}

/**
 * Whether policies let through what the parts need, and nothing else.
 * @returns what tells it of some policies: who needs whom is found once for all that are asked about
 */
export function policyFaults(
  parts: Parts,
  network: NetworkSettings,
): (policies: readonly NetworkPolicy[]) => readonly string[] {
  const flows = flowsOf(parts, network);
  const all = parties(parts, flows);
  const ways = waysOf(flows, all);
  return (policies) => wayFaults(ways, all, policies);
}

/** Where an address is for people to follow, and not for the server itself. */
const LINKS = /^([\w-]+\.(json|ini|tmpl)|alerts\.yml)$/;

function askFaults(part: Piece): readonly string[] {
  const told = textsOf(part)
    .filter(({ at, text }) => !LINKS.test(at) && !text.startsWith("--web.external-url="))
    .flatMap(({ at, text }) =>
      clusterAddresses(text).map((address) => ({
        where: `${nameOf(part.workload)}, ${at}`,
        ...address,
      })),
    );
  const asked = (part.asks ?? []).flatMap((ask) => (ask.kind === "address" ? [ask] : []));
  return [
    ...told
      .filter(
        ({ host, port }) =>
          !asked.some((ask) => ask.host === host && ask.port === (port ?? ask.port)),
      )
      .map(
        ({ where, host, port }) =>
          `${where} leads to ${host}${port === undefined ? "" : `:${port}`}, which is not among what ${nameOf(part.workload)} asks: no NetworkPolicy lets it through`,
      ),
    ...asked
      .filter(({ host }) => clusterAddresses(host).length > 0)
      .filter(({ host }) => !told.some((address) => address.host === host))
      .map(
        ({ host, port }) =>
          `${nameOf(part.workload)} asks ${host}:${port}, which it is told nowhere`,
      ),
  ];
}

/** Whoever may want to talk: our pods, those that they talk to, and strangers of every kind. */
export function parties(parts: Parts, flows: readonly Flow[]): readonly Party[] {
  const foreign = flows
    .flatMap(({ from, to }) => [from, to])
    .flatMap((peer) => (peer.kind === "pods" && !isOurs(peer) ? [podOf(peer)] : []));
  const strangers = [...OUR_NAMESPACES, "kube-system", "default"].map((namespace): Pod => ({
    kind: "pod",
    namespace,
    labels: { "app.kubernetes.io/name": "stranger" },
  }));
  return distinct<Party>([
    ...listOf(parts).map((part) => podOf(peerOf(part))),
    ...foreign,
    ...strangers,
    ...[...SOMEWHERE, ...LINK_LOCAL].map((address): Party => ({ kind: "outsider", address })),
    ...flows
      .flatMap(({ from, to }) => [from, to])
      .flatMap((peer) => (peer.kind === "outside" ? (peer.block?.split("/")[0] ?? []) : []))
      .map((address): Party => ({ kind: "outsider", address })),
  ]);
}

/** Addresses for documentation, which stand for any. */
const SOMEWHERE = ["203.0.113.7", "2001:db8::7"];
/** Of one link alone: here a cloud's machine is asked for its credentials. */
const LINK_LOCAL = ["169.254.169.254", "fe80::7"];

/** Every port that matters: those of the flows, and one that nobody has. */
export function portsIn(flows: readonly Flow[]): readonly Port[] {
  return distinct<Port>([...flows.flatMap(({ ports }) => ports), { protocol: "TCP", port: 1 }]);
}

/** From one party to another, of whom one at least is ours. */
interface Way {
  readonly from: Party;
  readonly to: Party;
  readonly ports: readonly {
    readonly port: Port;
    readonly need: boolean;
    /** Whether an engine that takes pods for addresses cannot but let it through, at one end. */
    readonly excused: boolean;
  }[];
}

function waysOf(flows: readonly Flow[], all: readonly Party[]): readonly Way[] {
  const ports = portsIn(flows);
  return all.flatMap((from) =>
    all
      // From a part to itself, too: its replicas are pods of their own.
      .filter((to) => isOurs(from) || isOurs(to))
      .map((to) => {
        const needed = portsOf(flows, isOne, from, to);
        const atBlocks = portsOf(flows, isOneOrBlock, from, to);
        return {
          from,
          to,
          ports: ports.map((port) => ({
            port,
            need: needed.some(isSame(port)),
            excused: atBlocks.some(isSame(port)),
          })),
        };
      }),
  );
}

interface Gates {
  readonly sure: Gate;
  readonly atWorst: Gate;
}

function wayFaults(
  ways: readonly Way[],
  all: readonly Party[],
  policies: readonly NetworkPolicy[],
): readonly string[] {
  const gates = (direction: "Egress" | "Ingress") =>
    new Map(
      all.map((party): [Party, Gates] => [
        party,
        {
          sure: gateOf(policies, party, direction, false),
          atWorst: gateOf(policies, party, direction, true),
        },
      ]),
    );
  const [leaving, arriving] = [gates("Egress"), gates("Ingress")];
  return ways.flatMap((way) => {
    const { from, to } = way;
    const out = isOurs(from) ? leaving.get(from) : undefined;
    const into = isOurs(to) ? arriving.get(to) : undefined;
    return [
      ...(out ? gateFaults(out, to, way, () => `${told(from)} out to ${told(to)}`) : []),
      ...(into ? gateFaults(into, from, way, () => `${told(from)} in to ${told(to)}`) : []),
    ];
  });
}

function gateFaults(
  { sure, atWorst }: Gates,
  other: Party,
  { ports }: Way,
  way: () => string,
): readonly string[] {
  const [isSure, mayBe] = [sure(other), atWorst(other)];
  return ports
    .filter(({ port, need, excused }) => (need ? !isSure(port) : !excused && mayBe(port)))
    .map(({ port, need }) => {
      const what = `${way()} on ${port.protocol} ${port.port}`;
      return need
        ? `No NetworkPolicy lets ${what}, which it needs`
        : `NetworkPolicies let ${what}, which nothing needs`;
    });
}

function portsOf(
  flows: readonly Flow[],
  isMeant: (peer: Peer, party: Party) => boolean,
  from: Party,
  to: Party,
): readonly Port[] {
  return flows
    .filter((flow) => isMeant(flow.from, from) && isMeant(flow.to, to))
    .flatMap(({ ports }) => ports);
}

/** Whether one needs to reach another, as the flows have it. */
export function isNeeded(flows: readonly Flow[], from: Party, to: Party, port: Port): boolean {
  return portsOf(flows, isOne, from, to).some(isSame(port));
}

/** Where an engine takes pods for addresses, any pod may be in a block. */
function isOneOrBlock(peer: Peer, party: Party): boolean {
  return peer.kind === "outside" ? party.kind === "pod" || isOne(peer, party) : isOne(peer, party);
}

function isSame({ protocol, port }: Port): (other: Port) => boolean {
  return (other) => other.protocol === protocol && other.port === port;
}

function isOne(peer: Peer, party: Party): boolean {
  if (peer.kind === "outside") {
    if (party.kind !== "outsider") return false;
    const { block } = peer;
    return block === undefined
      ? !LINK_LOCAL.includes(party.address)
      : isInside(party.address, block);
  }
  return (
    party.kind === "pod" &&
    party.namespace === peer.namespace &&
    hasLabels(party.labels, peer.labels)
  );
}

function isOurs(party: Party | Peer): boolean {
  return "namespace" in party && (OUR_NAMESPACES as readonly string[]).includes(party.namespace);
}

function podOf({ namespace, labels }: Pick<Pod, "namespace" | "labels">): Pod {
  return { kind: "pod", namespace, labels };
}

function told(party: Party): string {
  if (party.kind === "outsider") return `an outsider at ${party.address}`;
  const [name = "*"] = [
    party.labels["app.kubernetes.io/name"],
    ...Object.values(party.labels),
  ].filter((label) => label !== undefined);
  return `${party.namespace}/${name}`;
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
