import { alertRulesOf, type RuleGroup } from "../../../alert-rules";
import { OUTAGE, RULE_LABELS } from "../../../alert-rules/alert";
import { SEVERITIES } from "../../../alert-rules/policy";
import { inhibits } from "../../alert-delivery/inhibition";
import { matches, toldApart, type Labels } from "../../alert-delivery/matchers";
import type { InhibitRule } from "../../rendered-config/alertmanager";
import { ROUTING_PLACE } from "../graph/routing";
import { labelText } from "./alerts";
import type { Check } from "./check";

/**
 * Inhibitions that could suppress an outage that users notice, or an unrelated alert of the same severity as the
 * source.
 *
 * An outage's alerts may only be inhibited by a higher degree of the same alert, which reports the outage itself and
 * may only be inhibited by an even higher one. There are finitely many degrees, and nothing inhibits the highest one
 * that fires: so whatever else fires, at least one alert of an outage that users notice leads to a notification.
 */
export const inhibitions: Check = {
  name: "inhibition",
  faults({ declared: { routing, ruleGroups } }) {
    return routing.inhibit_rules.flatMap((rule, index) => {
      const alerts = alertsToldApart(rule, ruleGroups);
      const sources = alerts.filter((labels) => matches(rule.source_matchers, labels));
      const targets = alerts.filter((labels) => matches(rule.target_matchers, labels));
      return targets.flatMap((target) => {
        const wrong = sources.find(
          (source) => !mayBe(source, target) && inhibits([rule], source, target),
        );
        if (wrong === undefined) return [];
        return {
          what: `inhibition ${index} lets ${labelText(wrong)} inhibit ${labelText(target)}`,
          where: ROUTING_PLACE,
          why:
            target.impact === OUTAGE
              ? "Users feel that outage, and perhaps nobody is notified."
              : "It is equally severe and has another subject, so nobody is notified of it.",
          fix: "Remove it from inhibitedBy, or limit the inhibition to what the source explains.",
        };
      });
    });
  },
};

/** Whether the source may inhibit the target: as its higher degree, or as a more severe alert that explains it. */
function mayBe(source: Labels, target: Labels): boolean {
  if (source.alertname === target.alertname) {
    return target.impact !== OUTAGE || source.impact === OUTAGE;
  }
  return target.impact !== OUTAGE && loudness(source) > loudness(target);
}

function loudness({ severity }: Labels): number {
  const rank = (SEVERITIES as readonly (string | undefined)[]).indexOf(severity);
  return rank < 0 ? 0 : SEVERITIES.length - rank;
}

/**
 * The alerts of the rules, with every value that an inhibition matches of a label that is only known when the alert
 * fires.
 */
function alertsToldApart(rule: InhibitRule, groups: readonly RuleGroup[]): readonly Labels[] {
  const asked = toldApart([...rule.source_matchers, ...rule.target_matchers]);
  const known: readonly string[] = RULE_LABELS;
  const open = Object.entries(asked).filter(([label]) => !known.includes(label));
  return alertRulesOf(groups).flatMap(({ alert, labels }) =>
    open.reduce<readonly Labels[]>(
      (some, [label, values]) =>
        some.flatMap((each) => values.map((value) => ({ ...each, [label]: value }))),
      [{ alertname: alert, ...labels }],
    ),
  );
}
