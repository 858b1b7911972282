import type { RuleGroup } from "../../../alert-rules";
import { toldApart, type Labels } from "../../alert-delivery/matchers";
import type { AlertmanagerConfig } from "../../rendered-config/alertmanager";
import { SEVERITIES } from "../../../alert-rules/policy";
import { placedRoutes } from "../graph/routing";

/**
 * Every alert that the routes can distinguish: those of the rules, with each severity that a stack may set, and with
 * every value that a route matches of a label that is only known when the alert fires.
 */
export function alertsOf(
  { route }: Pick<AlertmanagerConfig, "route">,
  groups: readonly RuleGroup[],
): readonly Labels[] {
  const asked = toldApart(placedRoutes(route).flatMap((placed) => placed.route.matchers ?? []));
  return alertLabels(groups).flatMap((labels) => {
    const open = Object.entries(asked).filter(([label]) => !(label in labels));
    return open.reduce<readonly Labels[]>(
      (some, [label, values]) =>
        some.flatMap((each) => values.map((value) => ({ ...each, [label]: value }))),
      [labels],
    );
  });
}

/** The labels that the rules themselves set, with every severity that can be configured. */
function alertLabels(groups: readonly RuleGroup[]): readonly Labels[] {
  const rules = groups.flatMap(({ rules }) => rules).filter((rule) => "alert" in rule);
  const alerts = rules.flatMap(({ alert, labels }): readonly Labels[] => {
    const severities =
      labels.severity === "none" ? [labels.severity] : [labels.severity, ...SEVERITIES];
    return severities.map((severity) => ({ alertname: alert, ...labels, severity }));
  });
  return [...new Map(alerts.map((labels) => [labelText(labels), labels])).values()];
}

/** Labels as text, such as `severity="critical", component="backend"`. */
export function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${value ?? ""}"`)
    .join(", ");
}
