import { keepFiringFor, withKeepFiring } from "../../../infra/alert-delivery/keepFiring";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { policiesWith } from "../../../alert-rules/policies";

const RULE = {
  expr: "pg_up == 0",
  for: "2m",
  labels: { severity: "critical", component: "database" },
} as const;
const ANNOTATIONS = { summary: "", description: "", runbook_url: "", dashboard_url: "" };

describe("after a dead dependency is back", () => {
  it("its alert goes on while failed requests are still looked back on", () => {
    // 5 minutes of window, a scrape and two evaluations.
    expect(keepFiringFor("DatabaseDown", policiesWith({}), scaledTimes(1), 1)).toBe("375s");
    expect(keepFiringFor("RedisDown", policiesWith({}), scaledTimes(1), 1)).toBe("375s");
  });

  it("the time follows the stack's own window and scale", () => {
    const policies = policiesWith({ HighErrorRate: { window: "10m" } });
    expect(keepFiringFor("DatabaseDown", policies, scaledTimes(1), 1)).toBe("675s");
    expect(keepFiringFor("DatabaseDown", policies, scaledTimes(10), 10)).toBe("67500ms");
  });

  it("nothing goes on where no symptom pages", () => {
    const policies = policiesWith({ HighErrorRate: { severity: "warning" } });
    expect(keepFiringFor("DatabaseDown", policies, scaledTimes(1), 1)).toBeUndefined();
    expect(keepFiringFor("HighErrorRate", policiesWith({}), scaledTimes(1), 1)).toBeUndefined();
  });

  it("every other rule stays as it is", () => {
    const rules = ["DatabaseDown", "HighErrorRate"].map((alert) => ({
      ...RULE,
      alert,
      annotations: ANNOTATIONS,
    }));
    const [group] = withKeepFiring([{ name: "g", rules }], policiesWith({}), scaledTimes(1), 1);
    expect(group).toEqual({
      name: "g",
      rules: [{ ...rules[0], keep_firing_for: "375s" }, rules[1]],
    });
  });
});
