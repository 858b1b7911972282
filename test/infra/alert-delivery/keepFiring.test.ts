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
  it("its alert goes on while what it silences still looks back on it", () => {
    // SlowQueries looks back 10 minutes, the others 5; plus a scrape and two evaluations.
    expect(keepFiringFor("DatabaseDown", policiesWith({}), scaledTimes(1), 1)).toBe("675s");
    expect(keepFiringFor("RedisDown", policiesWith({}), scaledTimes(1), 1)).toBe("375s");
    expect(keepFiringFor("ServiceDown", policiesWith({}), scaledTimes(1), 1)).toBe("375s");
  });

  it("the time follows the stack's own window and scale", () => {
    const policies = policiesWith({ HighAPILatency: { window: "15m" } });
    expect(keepFiringFor("DatabaseDown", policies, scaledTimes(1), 1)).toBe("975s");
    expect(keepFiringFor("DatabaseDown", policies, scaledTimes(10), 10)).toBe("97500ms");
  });

  it("nothing goes on that silences nothing", () => {
    expect(keepFiringFor("HighErrorRate", policiesWith({}), scaledTimes(1), 1)).toBeUndefined();
  });

  it("every other rule stays as it is", () => {
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
