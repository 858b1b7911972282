import { alertGroups, alertRulesOf } from "../../alert-rules";
import { policiesWith } from "../../alert-rules/policies";
import type { Severity } from "../../alert-rules/policy";
import { context } from "../support/declared";

const severities = (severity: Severity) =>
  alertRulesOf(
    alertGroups({ ...context, policies: policiesWith({ WorkloadDegraded: { severity } }) }),
  )
    // A rule about many workloads has the same severity as one about a single workload.
    .filter(({ alert, labels }) => alert === "WorkloadDegraded" && !("subjects" in labels))
    .map(({ labels }) => labels.severity);

describe("an alert with a critical rule for the worst case", () => {
  it.each(["warning", "info"] as const)("uses the configured %s for other cases", (severity) => {
    expect(severities(severity)).toEqual([severity, "critical"]);
  });

  it("has a single rule if the configured severity is also critical", () => {
    expect(severities("critical")).toEqual(["critical"]);
  });
});
