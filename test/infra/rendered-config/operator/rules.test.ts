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

it("is what promtool accepts, every lint included", () => {
  expect(checkRules(groups)).toContain(`SUCCESS: ${rules.length} rules found`);
});

it("says on each alert the namespace that the operator asks for, and whose it is", () => {
  for (const { alert, labels } of rules) {
    if (alert === undefined) expect(labels).toMatchObject({ environment: "dev" });
    else expect(labels).toMatchObject({ namespace: "watchers", part_of: "autodealgenie" });
  }
});

/** A series as a target of ours has it in the operator's Prometheus. */
const ours = (series: string) =>
  /\benvironment=/.test(series)
    ? series
    : series.includes("{")
      ? series.replace("{", series.includes("{}") ? '{environment="dev"' : '{environment="dev",')
      : `${series}{environment="dev"}`;
/** The same series of somebody else's, such as those of another kube-state-metrics, with nothing of what it says changed. */
const others = (series: string) => ours(series).replace('"dev"', '"elsewhere"');

/** What an alert says beside what its rule sets: the namespace of its series under its other name. */
function renamed({ namespace, ...labels }: Readonly<Record<string, string>>) {
  return namespace === undefined ? labels : { ...labels, exported_namespace: namespace };
}

/** Of these the rule itself is changed, and not its selectors alone: by the namespace, or by a label of what it reads. */
const changed = Object.entries(scenarios).filter(([alert]) =>
  rules.some((rule) => rule.alert === alert && /label_replace|\bslo\w*:|\bbefore:/.test(rule.expr)),
);

/**
 * Of the scenarios that end alike, one: what the operator changes in a rule is which series it selects and how its answer is
 * labelled, never what it computes. AlertBlind has dozens that differ by the series alone, which are one for each job.
 */
function oneOfEachEnd(alert: string, all: readonly Scenario[]): readonly Scenario[] {
  const end = ({ fires }: Scenario) =>
    alert === "AlertBlind" ? fires[0]?.job : JSON.stringify(fires);
  // The last one stands: of those that are quiet, the one that is closest to firing.
  const ordered = all.toSorted((a, b) => Number(isClose(a)) - Number(isClose(b)));
  return [...new Map(ordered.map((each) => [end(each), each])).values()];
}

const isClose = (scenario: Scenario) => scenario.case === "just below the limit";

describe.each(changed)("%s", (alert, { scenarios: all }) => {
  it("fires as it does in a Prometheus of our own", () => {
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

it("fires by no series of others, such as those of a kube-state-metrics that is there beside ours", () => {
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
