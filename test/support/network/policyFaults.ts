import { OURS } from "../../../signals/namespaces";
import type { Port } from "../../../infra/kubernetes/network/egress";
import {
  flowsOf,
  listOf,
  peerOf,
  type Flow,
  type NetworkSettings,
  type ScrapedWorkloads,
  type Peer,
} from "../../../infra/kubernetes/network/flows";
import { isInside } from "./blocks";
import {
  crowdOf,
  opens,
  openingsOf,
  type Crowd,
  type Openings,
  type Party,
  type Pod,
} from "./reach";
import { hasLabels } from "../../../infra/objects/labels";
import type { NetworkPolicy } from "../../../infra/objects/kubernetes";

/**
 * Checks whether policies allow exactly what the workloads need.
 * @returns a function that finds the faults of some policies: the needs are computed once for all of its calls
 */
export function policyFaults(
  workloads: ScrapedWorkloads,
  network: NetworkSettings,
): (policies: readonly NetworkPolicy[]) => readonly string[] {
  const flows = flowsOf(workloads, network);
  const crowd = crowdOf(parties(workloads, flows));
  const needs = waysOf(flows, crowd, false);
  const excuses = waysOf(flows, crowd, true);
  const ports = portsIn(flows);
  return (policies) => pairFaults({ crowd, needs, excuses, ports }, policies);
}

/** Everybody who may try to connect: our pods, their peers, and strangers of every kind. */
export function parties(workloads: ScrapedWorkloads, flows: readonly Flow[]): readonly Party[] {
  const foreign = flows
    .flatMap(({ from, to }) => [from, to])
    .flatMap((peer) => (peer.kind === "pods" && !isOurs(peer) ? [podOf(peer)] : []));
  const strangers = [...OURS, "kube-system", "default"].map((namespace): Pod => ({
    kind: "pod",
    namespace,
    labels: { "app.kubernetes.io/name": "stranger" },
  }));
  return distinct<Party>([
    ...listOf(workloads).map((workload) => podOf(peerOf(workload))),
    ...foreign,
    ...strangers,
    ...[...SOMEWHERE, ...LINK_LOCAL].map((address): Party => ({ kind: "outsider", address })),
    ...flows
      .flatMap(({ from, to }) => [from, to])
      .flatMap((peer) => (peer.kind === "outside" ? (peer.block?.split("/")[0] ?? []) : []))
      .map((address): Party => ({ kind: "outsider", address })),
  ]);
}

/** Addresses that are reserved for documentation, as examples of any address. */
const SOMEWHERE = ["203.0.113.7", "2001:db8::7"];
/** Link-local addresses: on one of them, a cloud's machine gets its credentials. */
const LINK_LOCAL = ["169.254.169.254", "fe80::7"];
const LINK_LOCAL_BLOCKS = ["169.254.0.0/16", "fe80::/10"];

/** Every port that matters: those of the flows, and one that nobody uses. */
export function portsIn(flows: readonly Flow[]): readonly Port[] {
  const named = flows.flatMap(({ ports }) => ports.filter(({ port }) => port !== undefined));
  return distinct<Port>([...named, { protocol: "TCP", port: 1 }]);
}

/** The parties that one end may talk to; undefined if it may talk to anybody. */
interface Gates {
  readonly sure: Openings | undefined;
  readonly atWorst: Openings | undefined;
}

/** Which parties exist, and which of them need each other. */
interface Needs {
  readonly crowd: Crowd;
  readonly needs: Ways;
  /** Connections that an engine which treats pods as addresses cannot block, at one end. */
  readonly excuses: Ways;
  readonly ports: readonly Port[];
}

function pairFaults(
  { crowd, needs, excuses, ports }: Needs,
  policies: readonly NetworkPolicy[],
): readonly string[] {
  const { all } = crowd;
  const [out, into] = [gatesOf(policies, crowd, "Egress"), gatesOf(policies, crowd, "Ingress")];
  const places = new Map(all.map((party, place) => [party, place]));
  const place = (party: Party) => places.get(party) ?? 0;
  const entering = byFirst(crowd, into);
  // Also from a workload to itself, because its replicas are separate pods.
  return all.flatMap((from) => {
    const leaving = isOurs(from) ? (out(from).atWorst?.keys() ?? all) : [];
    const needed = needs.get(from);
    const told = new Set([...leaving, ...(entering.get(from) ?? []), ...(needed?.keys() ?? [])]);
    return [...told]
      .filter((to) => isOurs(from) || isOurs(to))
      .sort((a, b) => place(a) - place(b))
      .flatMap((to) => {
        const excused = excuses.get(from)?.get(to) ?? [];
        return ports.flatMap((port) => {
          const need = needed?.get(to)?.some(isSame(port)) ?? false;
          const excuse = excused.some(isSame(port));
          return [
            ...(isOurs(from)
              ? gateFaults(out(from), to, port, need, excuse, () => way(from, "out", to))
              : []),
            ...(isOurs(to)
              ? gateFaults(into(to), from, port, need, excuse, () => way(from, "in", to))
              : []),
          ];
        });
      });
  });
}

function gatesOf(
  policies: readonly NetworkPolicy[],
  crowd: Crowd,
  direction: "Egress" | "Ingress",
): (party: Party) => Gates {
  const sure = openingsOf(policies, crowd, direction, false);
  const atWorst = openingsOf(policies, crowd, direction, true);
  return (party) => ({ sure: sure.get(party), atWorst: atWorst.get(party) });
}

/** For each party, those of our pods that may accept it in the worst case. */
function byFirst(
  { all }: Crowd,
  into: (party: Party) => Gates,
): ReadonlyMap<Party, readonly Party[]> {
  const entered = new Map<Party, Party[]>();
  for (const to of all.filter(isOurs)) {
    for (const from of into(to).atWorst?.keys() ?? all) {
      const known = entered.get(from);
      if (known) known.push(to);
      else entered.set(from, [to]);
    }
  }
  return entered;
}

type Ways = ReadonlyMap<Party, ReadonlyMap<Party, readonly Port[]>>;

/** The ports of the flows between each two parties. @param blocksMeanPods whether any pod may be in a CIDR block */
function waysOf(flows: readonly Flow[], crowd: Crowd, blocksMeanPods: boolean): Ways {
  const ways = new Map<Party, Map<Party, readonly Port[]>>();
  for (const { from, to, ports } of flows) {
    const others = meant(to, crowd, blocksMeanPods);
    for (const party of meant(from, crowd, blocksMeanPods)) {
      const own = ways.get(party) ?? new Map<Party, readonly Port[]>();
      ways.set(party, own);
      for (const other of others) own.set(other, [...(own.get(other) ?? []), ...ports]);
    }
  }
  return ways;
}

function meant(peer: Peer, crowd: Crowd, blocksMeanPods: boolean): readonly Party[] {
  if (peer.kind === "pods") return crowd.podsWith(peer.labels, peer.namespace);
  const outsiders = crowd.outsiders.filter((party) => isOne(peer, party));
  return blocksMeanPods ? [...crowd.pods, ...outsiders] : outsiders;
}

/** @param excused whether an engine that treats pods as addresses cannot block it, at one end */
function gateFaults(
  { sure, atWorst }: Gates,
  other: Party,
  port: Port,
  need: boolean,
  excused: boolean,
  told: () => string,
): readonly string[] {
  const lets = (openings: Openings | undefined) =>
    openings === undefined || opens(openings.get(other) ?? [], port);
  const what = () => `${told()} on ${port.protocol} ${port.port}`;
  if (need) return lets(sure) ? [] : [`No NetworkPolicy lets ${what()}, which it needs`];
  return excused || !lets(atWorst) ? [] : [`NetworkPolicies let ${what()}, which nothing needs`];
}

function way(from: Party, direction: "in" | "out", to: Party): string {
  return `${told(from)} ${direction} to ${told(to)}`;
}

/** Whether one party needs to reach another, according to the flows. */
export function isNeeded(flows: readonly Flow[], from: Party, to: Party, port: Port): boolean {
  return flows
    .filter((flow) => isOne(flow.from, from) && isOne(flow.to, to))
    .some(({ ports }) => ports.some(isSame(port)));
}

function isSame({ protocol, port }: Port): (other: Port) => boolean {
  return (other) =>
    other.protocol === protocol && (other.port === undefined || other.port === port);
}

/** Whether a peer of a flow includes a party. */
export function isOne(peer: Peer, party: Party): boolean {
  if (peer.kind === "outside") {
    if (party.kind !== "outsider") return false;
    const { block } = peer;
    return block === undefined
      ? !LINK_LOCAL_BLOCKS.some((each) => isInside(party.address, each))
      : isInside(party.address, block);
  }
  return (
    party.kind === "pod" &&
    party.namespace === peer.namespace &&
    hasLabels(party.labels, peer.labels)
  );
}

function isOurs(party: Party | Peer): boolean {
  return "namespace" in party && (OURS as readonly string[]).includes(party.namespace);
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
