import { findings } from "../../../infra/model-checks";
import { buildStack } from "../../../infra/plan";
import type { InhibitRule } from "../../../infra/rendered-config/alertmanager";
import { settings } from "../../support/stacks";

const { declared } = buildStack(settings("prod"));
const { routing } = declared;

/** The findings in a stack with an additional inhibition. */
const found = (rule: InhibitRule) =>
  findings({
    ...declared,
    routing: { ...routing, inhibit_rules: [...routing.inhibit_rules, rule] },
  }).map(({ what }) => what.replace(/^inhibition \d+ /, ""));

describe("an inhibition", () => {
  it.each([
    [['alertname="DatabaseDown"'], ['alertname="HighErrorRate"'], "DatabaseDown", "HighErrorRate"],
    [
      ['alertname="ServiceDown"', 'impact="outage"'],
      ['component="backend"', 'alertname!="ServiceDown"'],
      "ServiceDown",
      "HighErrorRate",
    ],
    [
      ['alertname="RedisDown"'],
      ['alertname="AvailabilityBudgetBurn"', 'tier="fast"'],
      "RedisDown",
      "AvailabilityBudgetBurn",
    ],
    [['severity="critical"'], ['alertname="DiskSpaceLow"'], "", "DiskSpaceLow"],
    [['alertname="TargetDown"'], ['alertname="HighAPILatency"'], "TargetDown", "HighAPILatency"],
    [['alertname="LLMSlow"'], ['alertname="DatabaseDown"'], "LLMSlow", "DatabaseDown"],
    [
      ['alertname="TargetDown"', 'job="backend"'],
      ['alertname="ServiceDown"'],
      "TargetDown",
      "ServiceDown",
    ],
  ] as const)(
    "with source %s and target %s is rejected",
    (source_matchers, target_matchers, by, of) => {
      const told = found({ source_matchers, target_matchers, equal: [] });
      expect(told.length).toBeGreaterThan(0);
      expect(told[0]).toMatch(new RegExp(`alertname="${by}.* inhibit alertname="${of}"`));
    },
  );

  it.each([
    [['alertname="DatabaseDown"'], ['alertname="SlowQueries"']],
    [['alertname="HighErrorRate"'], ['alertname="VehicleSearchFailing"']],
    [
      ['alertname="AvailabilityBudgetBurn"', 'tier="fastest"'],
      ['alertname="AvailabilityBudgetBurn"'],
    ],
  ] as const)("with source %s and less serious target %s is accepted", (source, target) => {
    expect(found({ source_matchers: source, target_matchers: target, equal: [] })).toEqual([]);
  });
});
