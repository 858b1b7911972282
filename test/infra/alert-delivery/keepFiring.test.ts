import { keepFiringFor, withKeepFiring } from "../../../infra/alert-delivery/keepFiring";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { policiesWith } from "../../../alert-rules/policies";

const RULE = {
  expr: "pg_up == 0",
  for: "2m",
  labels: { severity: "critical", component: "database" },
} as const;
const ANNOTATIONS = { summary: "", description: "", runbook_url: "", dashboard_url: "" };

describe("after an outage", () => {
  it("its alert keeps firing while the alerts that it inhibits still look back on it", () => {
    // SlowQueries looks back 10 minutes, the others 5; plus a scrape and two evaluations.
    expect(keepFiringFor("DatabaseDown", policiesWith({}), scaledTimes(1), 1)).toBe("675s");
    expect(keepFiringFor("RedisDown", policiesWith({}), scaledTimes(1), 1)).toBe("375s");
    expect(keepFiringFor("ServiceDown", policiesWith({}), scaledTimes(1), 1)).toBe("375s");
  });

  it("keep_firing_for follows the stack's alert windows and time scale", () => {
    const policies = policiesWith({ HighAPILatency: { window: "15m" } });
    expect(keepFiringFor("DatabaseDown", policies, scaledTimes(1), 1)).toBe("975s");
    expect(keepFiringFor("DatabaseDown", policies, scaledTimes(10), 10)).toBe("97500ms");
  });

  it("an alert that inhibits nothing does not keep firing", () => {
    expect(keepFiringFor("HighErrorRate", policiesWith({}), scaledTimes(1), 1)).toBeUndefined();
  });

  it("every other rule is unchanged", () => {
    const outage = { ...RULE.labels, impact: "outage" } as const;
    const rules = [
      { ...RULE, alert: "DatabaseDown", labels: outage, annotations: ANNOTATIONS },
      { ...RULE, alert: "DatabaseDown", annotations: ANNOTATIONS },
      { ...RULE, alert: "HighErrorRate", labels: outage, annotations: ANNOTATIONS },
    ];
    const [group] = withKeepFiring([{ name: "g", rules }], policiesWith({}), scaledTimes(1), 1);
    expect(group).toEqual({
      name: "g",
      rules: [{ ...rules[0], keep_firing_for: "675s" }, rules[1], rules[2]],
    });
  });
});
