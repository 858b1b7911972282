import type { RuleGroup } from "../../alert-rules";
import { scaleDuration, scaleQuery } from "../../signals/promql/scale";
import type { AlertName } from "../../alert-rules/alerts";
import { declaredRules } from "../support/declared";
import { runRuleTest } from "../support/ruleTest";

/** The rules of one alert in a stack with a time scale of 10. */
function tenTimesAsFast(alert: AlertName): RuleGroup[] {
  const rule = declaredRules.find((candidate) => candidate.alert === alert)!;
  const expr = scaleQuery(rule.expr, 10);
  return [{ name: "scaled", rules: [{ ...rule, expr, for: scaleDuration(rule.for!, 10) }] }];
}

// Samples are half a minute apart, instead of five minutes as in the alert's own scenarios.
describe("VolumeFilling at a time scale of 10", () => {
  const volume = (metric: string) =>
    `kubelet_volume_stats_${metric}{job="kubelet",namespace="monitoring",persistentvolumeclaim="data"}`;
  const groups = tenTimesAsFast("VolumeFilling");
  const scenario = { groups, alert: "VolumeFilling", interval: "30s", at: "45m" } as const;
  const capacity = { [volume("capacity_bytes")]: "1000000x100" };

  it("fires if the volume will be full in 5 hours", () => {
    // Ten bytes per second: full in about five hours, with a limit of nine hours instead of four days.
    const series = { ...capacity, [volume("available_bytes")]: "200000-300x100" };
    runRuleTest({
      ...scenario,
      series,
      fires: [{ namespace: "monitoring", persistentvolumeclaim: "data" }],
    });
  });

  it("does not fire if the volume will be full in 10 hours", () => {
    const series = { ...capacity, [volume("available_bytes")]: "400000-300x100" };
    runRuleTest({ ...scenario, series, fires: [] });
  });
});

describe("CertificateExpiring at a time scale of 10, with an unscaled limit", () => {
  const groups = tenTimesAsFast("CertificateExpiring");
  const scenario = { groups, alert: "CertificateExpiring", at: "20m" } as const;
  const ending = (day: number) => ({
    'probe_ssl_earliest_cert_expiry{job="blackbox-exporter",instance="https://a"}': `${day * 86_400}x30`,
  });

  it("fires 13 days before expiry", () => {
    runRuleTest({ ...scenario, series: ending(13), fires: [{ instance: "https://a" }] });
  });

  it("does not fire 15 days before expiry", () => {
    runRuleTest({ ...scenario, series: ending(15), fires: [] });
  });
});
