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

describe("what has a louder rule for what is worse", () => {
  it.each(["warning", "info"] as const)("says %s of the rest, as a stack sets it", (severity) => {
    expect(severities(severity)).toEqual([severity, "critical"]);
  });

  it("says it once where a stack has all of it as loud", () => {
    expect(severities("critical")).toEqual(["critical"]);
  });
});
