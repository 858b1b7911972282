import { load } from "js-yaml";

import { allowedDelay, BUDGETS } from "../../../infra/alert-delivery/budgets";
import { worstDelays } from "../../../infra/alert-delivery/delay";
import type { TimedGroup } from "../../../infra/alert-delivery/recordings";
import { scaledTimes } from "../../../infra/rendered-config/times";
import { plan } from "../../../infra/plan";
import type { Severity } from "../../../alert-rules/policy";
import { settings } from "../../support/stacks";

const MINUTE = 60_000;

/** The rule groups as the stack's Prometheus loads them. */
function rendered(stack: "dev" | "prod", timeScale: number) {
  const config = settings(stack, { timeScale });
  const files = plan(config).prometheus.configMaps.flatMap(({ data }) =>
    Object.entries(data ?? {}),
  );
  const [, text] = files.find(([name]) => name === "alerts.yml")!;
  const { groups } = load(text) as { readonly groups: readonly TimedGroup[] };
  return { groups, times: scaledTimes(timeScale), replicas: config.alertmanager.replicas };
}

const delaysOf = (stack: "dev" | "prod", timeScale = 1) => {
  const { groups, times, replicas } = rendered(stack, timeScale);
  return worstDelays(groups, times, replicas).filter(({ alert }) => alert !== "Watchdog");
};

describe.each(["dev", "prod"] as const)("in %s", (stack) => {
  it.each(delaysOf(stack))("$alert notifies within its severity's budget", (delay) => {
    const severity = delay.rule.labels!.severity as Severity;
    expect(Object.keys(BUDGETS)).toContain(severity);
    expect(delay.total).toBeLessThanOrEqual(allowedDelay(severity, delay));
  });

  it("critical alerts notify within 3 minutes plus their `for`", () => {
    const critical = delaysOf(stack).filter(
      ({ rule: { labels = {} } }) => labels.severity === "critical" && labels.tier === undefined,
    );
    expect(critical.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(["ServiceDown", "DatabaseDown", "RedisDown", "HighErrorRate"]),
    );
    for (const { total, parts } of critical) {
      expect(total - parts.pending).toBeLessThanOrEqual(3 * MINUTE);
    }
  });
});

test("only alerts on absences and trends over hours take an hour or more to detect a fault", () => {
  const slow = delaysOf("prod").filter(({ parts: { window } }) => window >= 60 * MINUTE);
  expect(slow.map(({ alert }) => alert)).toEqual([
    "LowUserSignupRate",
    "NoDealsCreated",
    "VolumeFilling",
    "ThanosCompactFailing",
    "ThanosUploadStalled",
  ]);
});

test("the time scale shortens every delay, except for the exporters' part", () => {
  const usual = new Map(delaysOf("dev").map((delay) => [delay.alert, delay]));
  for (const { alert, total, parts } of delaysOf("dev", 10)) {
    const before = usual.get(alert)!;
    const difference = (total - parts.source) * 10 - (before.total - before.parts.source);
    // The detection delay is rounded up to a millisecond.
    expect({ alert, near: Math.abs(difference) <= 10 }).toEqual({ alert, near: true });
  }
});
