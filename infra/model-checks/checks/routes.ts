import { alertRulesOf, type AlertRule } from "../../../alert-rules";
import { OUTAGE, SUSPECTED } from "../../../alert-rules/alert";
import { SEVERITIES } from "../../../alert-rules/policy";
import { matches, type Labels } from "../../alert-delivery/matchers";
import { receiversOf, routesOf } from "../../alert-delivery/routes";
import type { Route } from "../../rendered-config/alertmanager";
import { textOf } from "../graph/graph";
import { placedRoutes, ROUTING_PLACE } from "../graph/routing";
import { alertsOf, labelText } from "./alerts";
import type { Check } from "./check";

/**
 * Routes that no alert takes, alerts without an intended receiver, and severities that do not determine the receivers.
 */
export const routes: Check = {
  name: "route",
  faults({ declared: { routing, ruleGroups } }) {
    const { route: root } = routing;
    const alerts = alertsOf(routing, ruleGroups);
    const taken = new Set(alerts.flatMap((labels) => visited(root, labels)));
    const never = placedRoutes(root).filter(({ route }) => !taken.has(route) && route !== root);
    const fallen = alertRulesOf(ruleGroups).filter(({ alert, labels }) =>
      routesOf(root, { alertname: alert, ...labels }).includes(root),
    );
    return [
      ...never.map(({ route, node }) => ({
        what: `no alert can take the ${textOf(node)}: ${reasonOf(route, alerts)}`,
        where: ROUTING_PLACE,
        why: "Its recipients are never notified.",
        fix: "Correct its matchers, move it up, or remove it.",
      })),
      ...fallen.map(({ alert, labels }) => ({
        what: `alert ${alert} (${labelText(labels)}) is taken by no route but the root`,
        where: ROUTING_PLACE,
        why: "It goes to the default receiver, with default intervals.",
        fix: "Give it a severity that a route matches, or a route of its own.",
      })),
      ...torn(root, alertRulesOf(ruleGroups)),
      ...split(root, alertRulesOf(ruleGroups)),
    ];
  },
};

/** Severities whose alerts do not all reach the same receivers, although the severity should decide who is notified. */
function torn(root: Route, rules: readonly AlertRule[]) {
  return SEVERITIES.flatMap((severity) => {
    const told = new Map(
      rules
        .filter(({ labels }) => labels.severity === severity)
        .map(({ alert, labels }) => {
          const receivers = receiversOf({ route: root }, { alertname: alert, ...labels });
          return [receivers.join(" and "), alert];
        }),
    );
    if (told.size <= 1) return [];
    const examples = [...told].map(([receivers, alert]) => `${receivers} for ${alert}`);
    return {
      what: `alerts of severity ${severity} reach different receivers: ${examples.join(", ")}`,
      where: ROUTING_PLACE,
      why: "Whoever relies on a severity misses some of its alerts.",
      fix: "Send all routes of a severity to the same receivers.",
    };
  });
}

/** Labels that separate the alerts of one outage, all of which page: each value would be its own incident. */
function split(root: Route, rules: readonly AlertRule[]) {
  const outage = rules
    .map(({ alert, labels }): Labels => ({ alertname: alert, ...labels }))
    .filter(({ impact, severity }) => (impact ?? "") !== "" && severity === "critical");
  const asked = new Set(outage.flatMap((labels) => groupedBy(root, labels)));
  const apart = [...asked].filter(
    (label) => new Set(outage.map((labels) => labels[label])).size > 1,
  );
  if (apart.length === 0) return [];
  return [
    {
      what: `alerts with impact="${OUTAGE}" or "${SUSPECTED}" and severity="critical" are grouped by ${apart.join(", ")}, in which they differ`,
      where: ROUTING_PLACE,
      why: "One outage that users feel would page several times.",
      fix: "Give them a route that groups them by labels that they share.",
    },
  ];
}

/** The labels that an alert's final route groups by, its own or inherited. */
function groupedBy(route: Route, labels: Labels): readonly string[] {
  const next = (route.routes ?? []).find(({ matchers = [] }) => matches(matchers, labels));
  return (next && groupedBy({ group_by: route.group_by, ...next }, labels)) ?? route.group_by ?? [];
}

function reasonOf({ matchers = [] }: Route, alerts: readonly Labels[]): string {
  return alerts.some((labels) => matches(matchers, labels))
    ? "an earlier or outer route takes all of them first"
    : "no rule has an alert with these labels";
}

/** The routes that an alert reaches and matches, whether it ends there or goes further down. */
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
