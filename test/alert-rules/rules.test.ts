import { alertNames } from "../../alert-rules";
import { PLACES } from "../../signals/places";
import { declaredGroups as groups, declaredRules as rules } from "../support/declared";
import { checkRules } from "../support/promtool";

it("all rules pass promtool, including every lint", () => {
  const all = groups.flatMap((group) => group.rules);
  expect(checkRules(groups)).toContain(`SUCCESS: ${all.length} rules found`);
});

it("groups and alerts have unique names", () => {
  expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
  expect(new Set(alertNames).size).toBe(alertNames.length);
  expect([...new Set(rules.map(({ alert }) => alert))]).toEqual(alertNames);
});

describe.each(rules.map((rule) => [rule.alert, rule] as const))("%s", (name, rule) => {
  it("has a severity, a component and only known labels", () => {
    const tier = "tier" in rule.labels ? ["slo", "tier"] : [];
    const impact = "impact" in rule.labels ? ["impact"] : [];
    const of = ["job", "metric", "subjects"].filter((label) => label in rule.labels);
    expect(Object.keys(rule.labels).sort()).toEqual(
      ["component", ...impact, ...of, "severity", ...tier].sort(),
    );
  });

  it("has a summary and a description without unfilled placeholders", () => {
    const { summary, description } = rule.annotations;
    expect(summary).toMatch(/^([A-Z]|\{\{ \$labels\.).*\.$/);
    expect(description).toMatch(/\.(?:\{\{ end \}\})?$/);
    expect(summary + description).not.toMatch(/undefined|NaN|\[object/);
  });

  it("links to its runbook", () => {
    expect(rule.annotations.runbook_url).toBe(`https://runbooks/${name}.md`);
  });

  it("links to a dashboard, or to a panel of it", () => {
    const { searchParams, pathname, origin } = new URL(rule.annotations.dashboard_url);
    const place = Object.values(PLACES).find(({ uid }) => `/d/${uid}` === pathname);
    expect(origin).toBe("https://grafana");
    expect(place).toBeDefined();
    const viewed = searchParams.get("viewPanel");
    if (viewed !== null) expect(Object.values(place?.panels ?? {})).toContain(Number(viewed));
  });
});
