import { matches, type Labels } from "../../alert-delivery/matchers";
import { routesOf } from "../../alert-delivery/routes";
import type { Route } from "../../rendered-config/alertmanager";
import { textOf } from "../graph/graph";
import { placedRoutes, ROUTING_PLACE } from "../graph/routing";
import { alertsOf, labelText } from "./alerts";
import type { Check } from "./check";

/** Routes that no alert takes, and alerts of which nobody said who is told. */
export const routes: Check = {
  name: "route",
  faults({ declared: { routing, ruleGroups } }) {
    const { route: root } = routing;
    const alerts = alertsOf(routing, ruleGroups);
    const taken = new Set(alerts.flatMap((labels) => visited(root, labels)));
    const never = placedRoutes(root).filter(({ route }) => !taken.has(route) && route !== root);
    const fallen = ruleGroups
      .flatMap(({ rules }) => rules)
      .filter((rule) => "alert" in rule)
      .filter(({ alert, labels }) =>
        routesOf(root, { alertname: alert, ...labels }).includes(root),
      );
    return [
      ...never.map(({ route, node }) => ({
        what: `no alert can take the ${textOf(node)}: ${reasonOf(route, alerts)}`,
        where: ROUTING_PLACE,
        why: "Whoever it is for is never told.",
        fix: "Correct its matchers, move it up, or leave it out.",
      })),
      ...fallen.map(({ alert, labels }) => ({
        what: `alert ${alert} (${labelText(labels)}) is taken by no route but the root`,
        where: ROUTING_PLACE,
        why: "It reaches whoever is left over, at a pace that nobody chose for it.",
        fix: "Give it a severity that a route takes, or a route of its own.",
      })),
    ];
  },
};

function reasonOf({ matchers = [] }: Route, alerts: readonly Labels[]): string {
  return alerts.some((labels) => matches(matchers, labels))
    ? "one before or above it takes all that it would"
    : "no rule makes an alert with such labels";
}

/** The routes whose matchers an alert gets to and satisfies, whether it leaves there or goes further down. */
function visited(route: Route, labels: Labels): readonly Route[] {
  if (!matches(route.matchers ?? [], labels)) return [];
  const seen: Route[] = [route];
  for (const child of route.routes ?? []) {
    const below = visited(child, labels);
    seen.push(...below);
    if (below.length > 0 && child.continue !== true) break;
  }
  return seen;
}
