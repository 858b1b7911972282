import { alertConditions } from "../../alert-rules";
import { policiesWith } from "../../alert-rules/policies";
import { ONE_BY_ONE, SUBJECT } from "../../alert-rules/subject";
import { context, declaredGroups as groups, declaredRules } from "../support/declared";
import { runRuleTest } from "../support/ruleTest";

it("every label that distinguishes alerts of the same name is a known subject label", () => {
  // Otherwise the second alert would join the first one's incident and page nobody: add the label to
  // alert-rules/subject.ts.
  for (const [alert, conditions] of alertConditions(context)) {
    const labels = conditions.flatMap(({ query }) => query.labels);
    expect({ alert, unknown: labels.filter((label) => !SUBJECT.includes(label)) }).toEqual({
      alert,
      unknown: [],
    });
  }
});

it("an alert that pages for any number of subjects has a rule for many before its rule for one", () => {
  const together = declaredRules.filter(({ labels }) => "subjects" in labels);
  const names = together.map(({ alert }) => alert);
  expect(names).toEqual(expect.arrayContaining(["DiskSpaceLow", "WorkloadDegraded"]));
  for (const rule of together) {
    const next = declaredRules[declaredRules.indexOf(rule) + 1]!;
    expect(next).toMatchObject({ alert: rule.alert, for: rule.for });
    expect(rule.labels).toEqual({ ...next.labels, subjects: "many" });
    expect(rule.expr).toContain(next.expr);
  }
});

it("an alert that a stack makes critical also gets a rule for many subjects", () => {
  const policies = policiesWith({ HighMemoryUsage: { severity: "critical" } });
  const conditions = alertConditions({ ...context, policies }).get("HighMemoryUsage");
  expect(conditions).toHaveLength(2);
  expect(alertConditions(context).get("HighMemoryUsage")).toHaveLength(1);
});

describe.each([1, 2, ONE_BY_ONE, ONE_BY_ONE + 1, 60])("DiskSpaceLow, full volumes: %i", (many) => {
  const volumes = Array.from({ length: many }, (_, index) => ({
    namespace: index % 2 === 0 ? "monitoring" : "autodealgenie",
    persistentvolumeclaim: `data-${index}`,
  }));
  const series = Object.fromEntries(
    volumes.flatMap(({ namespace, persistentvolumeclaim }, index) => {
      const labels = `{job="kubelet",instance="node-${index % 3}",namespace="${namespace}",persistentvolumeclaim="${persistentvolumeclaim}"}`;
      return [
        [`kubelet_volume_stats_available_bytes${labels}`, `${(index * 90) / many}x20`],
        [`kubelet_volume_stats_capacity_bytes${labels}`, "1000x20"],
      ];
    }),
  );
  const together = many > ONE_BY_ONE ? [{ subjects: "many" }] : [];

  it("fires for each volume and, above the limit, also for all together, without extra delay", () => {
    runRuleTest({ groups, alert: "DiskSpaceLow", series, at: "4m", fires: [] });
    runRuleTest({
      groups,
      alert: "DiskSpaceLow",
      series,
      at: "6m",
      fires: [...together, ...volumes],
    });
  });
});
