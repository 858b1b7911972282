import { declaredGroups as groups } from "../support/declared";
import { runRuleTest, runRuleTests } from "../support/ruleTest";
import { CASES, type AlertScenarios, type Scenario } from "./scenario";

/** It fires by design, whatever happens. */
const NEVER_QUIET = ["Watchdog"];

/** Declares tests of some alerts: each has the required scenarios, and Prometheus's rule engine confirms every one. */
export function playScenarios(some: readonly (readonly [string, AlertScenarios])[]): void {
  describe.each(some)("%s", (alert, { scenarios, cannotBe }) => {
    it("has a scenario in which it fires, one in which it speaks, and one in which it is quiet", () => {
      expect(scenarios.some(({ fires }) => fires.length > 0)).toBe(true);
      expect(scenarios.some(({ says }) => says)).toBe(true);
      expect(scenarios.some(({ fires }) => fires.length === 0)).toBe(!NEVER_QUIET.includes(alert));
    });

    it.each(CASES)("is quiet with %s, or cannot be so", (name) => {
      const told = scenarios.filter((scenario) => scenario.case === name);
      expect({ told: told.length > 0, cannotBe: name in cannotBe }).toEqual(
        name in cannotBe ? { told: false, cannotBe: true } : { told: true, cannotBe: false },
      );
      expect(told.filter(({ fires }) => fires.length > 0)).toEqual([]);
    });

    // All at once take half the time. If that fails, each is played alone to find out which one it is.
    let allKept: boolean | undefined;
    it.each(scenarios)("$title", (scenario) => {
      allKept ??= areKept(alert, scenarios);
      if (!allKept) runRuleTest({ ...scenario, groups, alert });
    });
  });
}

function areKept(alert: string, scenarios: readonly Scenario[]): boolean {
  try {
    runRuleTests({ groups, alert }, scenarios);
    return true;
  } catch {
    return false;
  }
}
