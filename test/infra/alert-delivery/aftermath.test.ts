import { aftermath, lingering } from "../../../infra/alert-delivery/aftermath";
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
    expect(aftermath("DatabaseDown", policiesWith({}), scaledTimes(1), 1)).toBe("375s");
    expect(aftermath("RedisDown", policiesWith({}), scaledTimes(1), 1)).toBe("375s");
  });

  it("the time follows the stack's own window and scale", () => {
    const policies = policiesWith({ HighErrorRate: { window: "10m" } });
    expect(aftermath("DatabaseDown", policies, scaledTimes(1), 1)).toBe("675s");
    expect(aftermath("DatabaseDown", policies, scaledTimes(10), 10)).toBe("67500ms");
  });

  it("nothing goes on where no symptom pages", () => {
    const policies = policiesWith({ HighErrorRate: { severity: "warning" } });
    expect(aftermath("DatabaseDown", policies, scaledTimes(1), 1)).toBeUndefined();
    expect(aftermath("HighErrorRate", policiesWith({}), scaledTimes(1), 1)).toBeUndefined();
  });

  it("every other rule stays as it is", () => {
    const rules = ["DatabaseDown", "HighErrorRate"].map((alert) => ({
      ...RULE,
      alert,
      annotations: ANNOTATIONS,
    }));
    const [group] = lingering([{ name: "g", rules }], policiesWith({}), scaledTimes(1), 1);
    expect(group).toEqual({
      name: "g",
      rules: [{ ...rules[0], keep_firing_for: "375s" }, rules[1]],
    });
  });
});
