import type { NetworkPolicy } from "../../../infra/objects/kubernetes";
import type { Flow } from "../../../infra/kubernetes/network/flows";
import { hasLabels } from "../../../infra/objects/labels";
import { isOne } from "./policyFaults";
import { gateOf, type Gate, type Party } from "./reach";

/** A port that a connection is tried on. */
export interface NumberedPort {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/** Where connections begin and end: a pod, the node, or somebody outside. */
export interface Place {
  /** For people. */
  readonly name: string;
  readonly party: Party;
  readonly address: string;
  /** Whether it is the node itself, which always reaches its own pods. */
  readonly isNode: boolean;
  /** On which something of its own listens. */
  readonly listening: readonly NumberedPort[];
}

/** A Service, and what is behind one port of it. */
export interface Front extends NumberedPort {
  readonly name: string;
  readonly address: string;
  /** Of those behind it: their addresses, all with one port. */
  readonly behind: readonly string[];
  readonly target: number;
}

/** A connection, and whether policies let it through. */
export interface Connection {
  readonly from: Place;
  /** Where it arrives. */
  readonly to: Place;
  readonly arrives: NumberedPort;
  /** Where it is sent: there, or to a Service before it. */
  readonly sent: NumberedPort & { readonly address: string };
  readonly allowed: boolean;
  /** For people. */
  readonly told: string;
}

export interface Connections {
  readonly tried: readonly Connection[];
  /** Those that the engine judges otherwise than Kubernetes has it: see {@link isLenient}. */
  readonly untold: readonly Connection[];
}

/** No policy names it, and nothing listens there by itself. */
export const SPARE: NumberedPort = { protocol: "TCP", port: 1 };

/**
 * Every connection between two places that says something: on each port on which the one listens, on each that a policy
 * of either names, and on one that none does; and through each port of each Service. Those between two places of which
 * neither is a pod pass no policy, nor do those of a pod to itself.
 */
export function connectionsOf(
  places: readonly Place[],
  fronts: readonly Front[],
  policies: readonly NetworkPolicy[],
): Connections {
  const sides = new Map(places.map((place) => [place, sideOf(place, policies)]));
  const side = (place: Place) => sides.get(place)!;
  const connect = (from: Place, to: Place, arrives: NumberedPort) => ({
    from,
    to,
    arrives,
    allowed:
      from.isNode || (side(from).out(to.party, arrives) && side(to).into(from.party, arrives)),
  });
  const direct = places.flatMap((from) =>
    places
      .filter((to) => to !== from && (isPod(from) || isPod(to)))
      .flatMap((to) =>
        portsBetween(from, to, side).map((arrives): Connection => ({
          ...connect(from, to, arrives),
          sent: { ...arrives, address: to.address },
          told: `${from.name} to ${to.name} on ${written(arrives)}`,
        })),
      ),
  );
  const byAddress = new Map(places.map((place) => [place.address, place]));
  const through = fronts.flatMap((front) => {
    const { protocol, port, address, target } = front;
    const behind = front.behind.flatMap((each) => byAddress.get(each) ?? []);
    // Whoever is outside knows no Service, and a pod that is behind one may meet itself.
    const askers = places.filter((from) => !isOutside(from) && !behind.includes(from));
    return askers.flatMap((from) => {
      const each = behind.map((to) => connect(from, to, { protocol, port: target }));
      const [first] = each;
      // Nobody knows to whom it leads: it is tried where that makes no difference.
      if (first === undefined || each.some(({ allowed }) => allowed !== first.allowed)) return [];
      if (!isPod(from) && !isPod(first.to)) return [];
      const told = `${from.name} to the Service ${front.name} on ${written({ protocol, port })}`;
      return [{ ...first, sent: { protocol, port, address }, told }];
    });
  });
  const all = [...direct, ...through];
  const untold = all.filter((connection) => isLenient(connection, policies));
  return { tried: all.filter((connection) => !untold.includes(connection)), untold };
}

/**
 * Whether the local cluster's engine lets through what is refused: between two pods that one policy selects for both
 * directions kube-router takes the word of either end, as it writes both into one chain, through which each end's packets run.
 */
function isLenient(
  { from, to, arrives, allowed }: Connection,
  policies: readonly NetworkPolicy[],
): boolean {
  if (allowed || !isPod(from) || !isPod(to)) return false;
  return policies
    .filter((policy) => [from, to].every(({ party }) => selectsBothWays(policy, party)))
    .some(
      (policy) =>
        gateOf([policy], from.party, "Egress", true)(to.party, arrives) ||
        gateOf([policy], to.party, "Ingress", true)(from.party, arrives),
    );
}

function selectsBothWays({ metadata, spec }: NetworkPolicy, party: Party): boolean {
  return (
    party.kind === "pod" &&
    metadata.namespace === party.namespace &&
    hasLabels(party.labels, spec.podSelector.matchLabels) &&
    ["Ingress", "Egress"].every((direction) => (spec.policyTypes ?? []).includes(direction))
  );
}

/** A place, as policies see it. */
interface Side {
  readonly out: Gate;
  readonly into: Gate;
  /** The ports that its policies name, of others and of its own. */
  readonly named: {
    readonly Egress: readonly NumberedPort[];
    readonly Ingress: readonly NumberedPort[];
  };
}

function sideOf({ party }: Place, policies: readonly NetworkPolicy[]): Side {
  // Addresses are known, so that blocks of them mean pods, too.
  return {
    out: gateOf(policies, party, "Egress", true),
    into: gateOf(policies, party, "Ingress", true),
    named: {
      Egress: namedBy(policies, party, "egress"),
      Ingress: namedBy(policies, party, "ingress"),
    },
  };
}

function namedBy(
  policies: readonly NetworkPolicy[],
  party: Party,
  direction: "egress" | "ingress",
): readonly NumberedPort[] {
  if (party.kind !== "pod") return [];
  return policies
    .filter(({ metadata }) => metadata.namespace === party.namespace)
    .filter(({ spec }) => hasLabels(party.labels, spec.podSelector.matchLabels))
    .flatMap(({ spec }) => (spec[direction] ?? []).flatMap(({ ports = [] }) => ports))
    .flatMap(({ protocol = "TCP", port }) =>
      typeof port === "number" && (protocol === "TCP" || protocol === "UDP")
        ? [{ protocol, port }]
        : [],
    );
}

function portsBetween(
  from: Place,
  to: Place,
  side: (place: Place) => Side,
): readonly NumberedPort[] {
  const ports = [...to.listening, ...side(from).named.Egress, ...side(to).named.Ingress, SPARE];
  return [
    ...new Map(
      ports.map(({ protocol, port }) => [`${protocol} ${String(port)}`, { protocol, port }]),
    ).values(),
  ];
}

function isPod({ party }: Place): boolean {
  return party.kind === "pod";
}

function isOutside(place: Place): boolean {
  return !isPod(place) && !place.isNode;
}

function written({ protocol, port }: NumberedPort): string {
  return `${protocol} ${String(port)}`;
}

/** What came of a connection. */
export interface Outcome {
  readonly connection: Connection;
  /** open, refused, silent, or the error where it is another. */
  readonly answer: string;
  /** Whether a program of the place itself listened there, and not one that returns what it is sent. */
  readonly byItself: boolean;
}

/** What came of many connections. */
export interface Comparison {
  readonly allowed: number;
  readonly refused: number;
  /** Each connection that was let through and should not have been, or the other way round. */
  readonly differing: readonly string[];
}

/** What came of connections beside what policies say of them. */
export function compared(outcomes: readonly Outcome[]): Comparison {
  const seen = outcomes.map((outcome) => ({ ...outcome, open: wasOpen(outcome) }));
  return {
    allowed: seen.filter(({ open }) => open === true).length,
    refused: seen.filter(({ open }) => open === false).length,
    differing: seen
      .filter(({ connection, open }) => open !== connection.allowed)
      .map(({ connection: { told, allowed }, answer }) => {
        return `${told}: ${answer}, and policies ${allowed ? "let it through" : "refuse it"}`;
      }),
  };
}

/** What came of the connections that a stack needs. */
export interface Met {
  readonly met: number;
  /** Each that was refused, or met nobody but who stood in for the try. */
  readonly unmet: readonly string[];
}

/** Whether each connection that flows mean, of those that were tried, led to somebody who listens there anyway. */
export function metOf(flows: readonly Flow[], outcomes: readonly Outcome[]): Met {
  const needed = outcomes.filter(({ connection: { from, to, arrives, sent } }) => {
    if (sent.address !== to.address) return false;
    return flows
      .filter((flow) => isOne(flow.from, from.party) && isOne(flow.to, to.party))
      .some(({ ports }) =>
        // That any port will do says of none that somebody listens there.
        ports.some((port) => port.protocol === arrives.protocol && port.port === arrives.port),
      );
  });
  const unmet = needed.filter((outcome) => {
    const { to } = outcome.connection;
    // Who is outside is made up.
    return wasOpen(outcome) !== true || (isPod(to) && !outcome.byItself);
  });
  return {
    met: needed.length - unmet.length,
    unmet: unmet.map(({ connection: { told }, answer }) => `${told}, which is needed: ${answer}`),
  };
}

/** @returns nothing where the answer says neither */
function wasOpen({ connection, answer, byItself }: Outcome): boolean | undefined {
  if (answer === "open") return true;
  if (answer === "refused") return false;
  if (answer !== "silent") return undefined;
  // Who refuses a packet says so; a program may have nothing to say to one that is none of its protocol.
  return connection.arrives.protocol === "UDP" && byItself;
}
