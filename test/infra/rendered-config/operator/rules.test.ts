import { alertConditions, type RuleGroup } from "../../../../alert-rules";
import { operatorRuleGroups } from "../../../../infra/rendered-config/operator/rules";
import type { Scenario } from "../../../alert-rules/scenario";
import { scenarios } from "../../../alert-rules/scenarios";
import { context, declaredGroups } from "../../../support/declared";
import { checkRules } from "../../../support/promtool";
import { runRuleTests } from "../../../support/ruleTest";

const told = new Set(
  [...alertConditions(context).values()]
    .flat()
    .filter(({ query }) => query.labels.includes("namespace"))
    .map(({ query }) => query.text),
);

const groups = operatorRuleGroups(declaredGroups, {
  namespace: "watchers",
  environment: "dev",
  timeScale: 1,
  evaluationInterval: "30s",
  tellsNamespaces: (expr) => told.has(expr),
});
const rules = groups.flatMap((group) => group.rules);

it("the rules for the operator pass promtool's check with all lints", () => {
  expect(checkRules(groups)).toContain(`SUCCESS: ${rules.length} rules found`);
});

it("alerts are labeled with namespace and part_of, and recorded series with environment", () => {
  for (const { alert, labels } of rules) {
    if (alert === undefined) expect(labels).toMatchObject({ environment: "dev" });
    else expect(labels).toMatchObject({ namespace: "watchers", part_of: "autodealgenie" });
  }
});

/** A series from one of our targets in the operator's Prometheus. */
const ours = (series: string) =>
  /\benvironment=/.test(series)
    ? series
    : series.includes("{")
      ? series.replace("{", series.includes("{}") ? '{environment="dev"' : '{environment="dev",')
      : `${series}{environment="dev"}`;
/** The same series from somebody else's target, such as another kube-state-metrics, with all other labels unchanged. */
const others = (series: string) => ours(series).replace('"dev"', '"elsewhere"');

/** The labels of an alert besides those that its rule sets: the namespace of its series is renamed. */
function renamed({ namespace, ...labels }: Readonly<Record<string, string>>) {
  return namespace === undefined ? labels : { ...labels, exported_namespace: namespace };
}

/** Alerts whose rules differ in more than their selectors: by the namespace, or by a label of what they read. */
const changed = Object.entries(scenarios).filter(([alert]) =>
  rules.some((rule) => rule.alert === alert && /label_replace|\bslo\w*:|\bbefore:/.test(rule.expr)),
);

/**
 * One of the scenarios with the same result. For the operator, rules differ in the series that they select and in the
 * labels of their results, never in what they compute. AlertBlind has dozens of scenarios that differ only in the
 * series, of which there is one for each job.
 */
function oneOfEachEnd(alert: string, all: readonly Scenario[]): readonly Scenario[] {
  const end = ({ fires }: Scenario) =>
    alert === "AlertBlind" ? fires[0]?.job : JSON.stringify(fires);
  // The last one wins: among the quiet ones, the one that is closest to firing.
  const ordered = all.toSorted((a, b) => Number(isClose(a)) - Number(isClose(b)));
  return [...new Map(ordered.map((each) => [end(each), each])).values()];
}

const isClose = (scenario: Scenario) => scenario.case === "just below the limit";

describe.each(changed)("%s", (alert, { scenarios: all }) => {
  it("fires in the operator's Prometheus as in a standalone one", () => {
    const inOperator = oneOfEachEnd(alert, all).map(({ series, fires, ...scenario }) => ({
      ...scenario,
      series: Object.fromEntries(
        Object.entries(series).map(([name, values]) => [ours(name), values]),
      ) as typeof series,
      fires: fires.map(renamed),
    }));
    runRuleTests({ groups: groups as unknown as readonly RuleGroup[], alert }, inOperator);
  });
});

it("an alert ignores foreign series, such as those of another kube-state-metrics", () => {
  const alert = "PodCrashLooping";
  const scenario = scenarios[alert]!.scenarios.find(({ fires }) => fires.length > 0)!;
  const series = Object.entries(scenario.series);
  const theirs = series.map(([name, values]) => [others(name), values]);
  const both = [...series.map(([name, values]) => [ours(name), values]), ...theirs];
  const asked = { groups: groups as unknown as readonly RuleGroup[], alert };
  const { at, interval, fires } = scenario;
  const when = { at, ...(interval && { interval }) };
  runRuleTests(asked, [{ ...when, series: Object.fromEntries(theirs) as never, fires: [] }]);
  runRuleTests(asked, [
    { ...when, series: Object.fromEntries(both) as never, fires: fires.map(renamed) },
  ]);
});
