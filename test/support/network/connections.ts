import type { NetworkPolicy } from "../../../infra/objects/kubernetes";
import type { Flow } from "../../../infra/kubernetes/network/flows";
import { hasLabels } from "../../../infra/objects/labels";
import { isOne } from "./policyFaults";
import { gateOf, type Gate, type Party } from "./reach";

/** A port to try connections on. */
export interface NumberedPort {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/** Where connections start and end: a pod, the node, or an outside host. */
export interface Place {
  /** A name for people. */
  readonly name: string;
  readonly party: Party;
  readonly address: string;
  /** Whether it is the node, which can always reach its own pods. */
  readonly isNode: boolean;
  /** The ports on which its own programs listen. */
  readonly listening: readonly NumberedPort[];
}

/** A port of a Service, with its endpoints. */
export interface Front extends NumberedPort {
  readonly name: string;
  readonly address: string;
  /** The addresses of its endpoints, which all use the same port. */
  readonly behind: readonly string[];
  readonly target: number;
}

/** A connection, and whether policies allow it. */
export interface Connection {
  readonly from: Place;
  /** The endpoint where it arrives. */
  readonly to: Place;
  readonly arrives: NumberedPort;
  /** The address that it is sent to: the endpoint itself, or a Service in front of it. */
  readonly sent: NumberedPort & { readonly address: string };
  readonly allowed: boolean;
  /** A description for people. */
  readonly told: string;
}

/** The connections to try, and those that are left out. */
export interface Connections {
  readonly tried: readonly Connection[];
  /** Connections that the engine treats differently from Kubernetes' rules: see {@link isLenient}. */
  readonly untold: readonly Connection[];
}

/** A port that no policy names and on which nothing listens by itself. */
export const SPARE: NumberedPort = { protocol: "TCP", port: 1 };

/**
 * All connections between two places that are worth trying: on each port on which the target listens, on each port that
 * a policy of either names, and on one that none names; also through each port of each Service. Connections between two
 * places that are not pods pass no policy, and neither do those from a pod to itself.
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
    // The outside cannot reach Services, and a pod behind a Service may be connected to itself.
    const askers = places.filter((from) => !isOutside(from) && !behind.includes(from));
    return askers.flatMap((from) => {
      const each = behind.map((to) => connect(from, to, { protocol, port: target }));
      const [first] = each;
      // The endpoint is chosen at random, so the connection is tried only if the result is the same for all.
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
 * Whether the local cluster's engine allows a connection that should be refused. If one policy selects both pods for
 * both directions, kube-router allows what either end allows, because it writes both directions into one chain, which
 * the packets of both ends pass.
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

/** What policies say about a place. */
interface Side {
  readonly out: Gate;
  readonly into: Gate;
  /** The ports that its policies name: of its peers, and its own. */
  readonly named: {
    readonly Egress: readonly NumberedPort[];
    readonly Ingress: readonly NumberedPort[];
  };
}

function sideOf({ party }: Place, policies: readonly NetworkPolicy[]): Side {
  // Addresses are known here, so CIDR blocks also cover pods.
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

/** The result of a connection. */
export interface Outcome {
  readonly connection: Connection;
  /** open, refused, silent, or any other error. */
  readonly answer: string;
  /** Whether a program of the place itself was listening, and not the test's echo server. */
  readonly byItself: boolean;
}

/** The results of many connections. */
export interface Comparison {
  readonly allowed: number;
  readonly refused: number;
  /** Connections that were allowed and should not have been, or the other way round. */
  readonly differing: readonly string[];
}

/** Compares the results of connections with what policies say. */
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

/** The results of the connections that a stack needs. */
export interface Met {
  readonly met: number;
  /** Connections that were refused, or where only the test's own server was listening. */
  readonly unmet: readonly string[];
}

/** Whether every tried connection that the flows need reached a program that listens there by itself. */
export function metOf(flows: readonly Flow[], outcomes: readonly Outcome[]): Met {
  const needed = outcomes.filter(({ connection: { from, to, arrives, sent } }) => {
    if (sent.address !== to.address) return false;
    return flows
      .filter((flow) => isOne(flow.from, from.party) && isOne(flow.to, to.party))
      .some(({ ports }) =>
        // If a flow allows any port, that does not mean that something listens on each of them.
        ports.some((port) => port.protocol === arrives.protocol && port.port === arrives.port),
      );
  });
  const unmet = needed.filter((outcome) => {
    const { to } = outcome.connection;
    // The outside is made up for the test.
    return wasOpen(outcome) !== true || (isPod(to) && !outcome.byItself);
  });
  return {
    met: needed.length - unmet.length,
    unmet: unmet.map(({ connection: { told }, answer }) => `${told}, which is needed: ${answer}`),
  };
}

/** @returns undefined if the answer tells neither */
function wasOpen({ connection, answer, byItself }: Outcome): boolean | undefined {
  if (answer === "open") return true;
  if (answer === "refused") return false;
  if (answer !== "silent") return undefined;
  // A rejected packet gets an error, but a program may not answer one that is not in its protocol.
  return connection.arrives.protocol === "UDP" && byItself;
}
