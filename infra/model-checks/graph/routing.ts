import { alertNames } from "../../../alert-rules";
import { toldApart } from "../../alert-delivery/matchers";
import type { AlertmanagerConfig, Matcher, Route } from "../../rendered-config/alertmanager";
import type { Edge, Graph, Node } from "./graph";

export const ROUTING_PLACE = "infra/rendered-config/alertmanager";

/** A route with its place in the tree, named after the matchers on the way to it. */
export interface PlacedRoute {
  readonly route: Route;
  readonly node: Node;
}

/** Every route, a parent before its children. */
export function placedRoutes(route: Route, above = ""): readonly PlacedRoute[] {
  const path = `${above}{${(route.matchers ?? []).join(",")}}`;
  const node = {
    kind: "route",
    name: `${path} to ${route.receiver}`,
    place: ROUTING_PLACE,
  } as const;
  return [
    { route, node },
    ...(route.routes ?? []).flatMap((child) => placedRoutes(child, `${path} `)),
  ];
}

/** Who is notified of which alerts, when not, and what inhibits what. */
export function routingGraph({
  route,
  receivers,
  time_intervals,
  inhibit_rules,
}: AlertmanagerConfig): Graph {
  const routes = placedRoutes(route);
  const inhibitions = inhibit_rules.map(({ source_matchers, target_matchers }, index) => ({
    node: {
      kind: "inhibition",
      name: `${index} (by ${source_matchers.join(",")})`,
      place: ROUTING_PLACE,
    } as const,
    matchers: [...source_matchers, ...target_matchers],
  }));
  return {
    nodes: [
      ...routes.map(({ node }) => node),
      ...inhibitions.map(({ node }) => node),
      ...receivers.map(({ name }) => receiver(name)),
      ...time_intervals.map(({ name }) => interval(name)),
      ...alertNames.map((name): Node => ({ kind: "alert name", name, place: "alert-rules" })),
    ],
    edges: [
      ...routes.flatMap(({ route: { matchers = [], mute_time_intervals = [], ...to }, node }) => [
        leads(node, to.receiver),
        ...mute_time_intervals.map((name) => muted(node, name)),
        ...alertsNamed(node, matchers, "takes"),
      ]),
      ...inhibitions.flatMap(({ node, matchers }) => alertsNamed(node, matchers, "is about")),
    ],
  };
}

function receiver(name: string): Node {
  return {
    kind: "receiver",
    name,
    place: ROUTING_PLACE,
    needed: {
      missing: "no route leads to it",
      why: "It never gets a notification.",
      fix: "Add a route to it in routing.ts, or remove it.",
    },
  };
}

function interval(name: string): Node {
  return {
    kind: "time interval",
    name,
    place: ROUTING_PLACE,
    needed: {
      missing: "no route is muted in it",
      why: "Its maintenance window pages people anyway.",
      fix: "Name it in mute_time_intervals of a route, or remove it.",
    },
  };
}

function leads(from: Node, to: string): Edge {
  return {
    from,
    verb: "leads to",
    to: { kind: "receiver", name: to },
    why: "Alertmanager rejects the file, and keeps the old one or does not start.",
  };
}

function muted(from: Node, to: string): Edge {
  return {
    from,
    verb: "is muted in",
    to: { kind: "time interval", name: to },
    why: "Alertmanager rejects the file, and keeps the old one or does not start.",
  };
}

function alertsNamed(from: Node, matchers: readonly Matcher[], verb: string): readonly Edge[] {
  const names = (toldApart(matchers).alertname ?? []).filter((name) => name !== "");
  return names.map((name) => ({
    from,
    verb,
    to: { kind: "alert name", name },
    why: "It never applies to that alert, and nobody notices.",
  }));
}
