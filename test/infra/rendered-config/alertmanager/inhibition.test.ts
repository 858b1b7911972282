import { inhibits } from "../../../../infra/alert-delivery/inhibition";
import type { Labels } from "../../../../infra/alert-delivery/matchers";
import { inhibitRules, TIERS } from "../../../../infra/rendered-config/alertmanager/inhibition";
import { DEGREES, SYMPTOMS } from "../../../../alert-rules/symptoms";
import type { AlertName } from "../../../../alert-rules/alerts";
import { DEFAULT_POLICIES, POLICY_NAMES } from "../../../../alert-rules/policies";
import { alertNames } from "../../../../alert-rules";
import { declaredRules } from "../../../support/declared";

const RULES = inhibitRules();
const inhibited = (source: Labels, target: Labels) => inhibits(RULES, source, target);

const of = (alertname: AlertName, labels: Labels = {}): Labels => ({
  alertname,
  severity: severityOf(alertname),
  component: componentOf(alertname),
  ...labels,
});
function severityOf(name: AlertName): string {
  return name in DEFAULT_POLICIES
    ? DEFAULT_POLICIES[name as keyof typeof DEFAULT_POLICIES].severity
    : "critical";
}
function componentOf(name: AlertName): string | undefined {
  return declaredRules.find(({ alert }) => alert === name)?.labels.component;
}
const burn = (tier: string, slo = "availability") =>
  of("AvailabilityBudgetBurn", {
    slo,
    tier,
    severity: tier.startsWith("fast") ? "critical" : "warning",
    component: "backend",
  });

/** One label set for each alert name in an inhibition, and for each tier. */
const EVERY: readonly Labels[] = [
  ...POLICY_NAMES.map((name) => of(name)),
  ...TIERS.map((tier) => burn(tier)),
  ...(["DatabaseDown", "RedisDown", "ServiceDown", "HighErrorRate"] as const).map((name) =>
    of(name, { impact: "outage" }),
  ),
  ...(["backend", "postgres-exporter", "redis-exporter", "grafana"] as const).flatMap((job) => [
    of("TargetDown", { job }),
    of("TargetAbsent", { job }),
  ]),
];

const suspected = (name: AlertName, labels: Labels = {}) =>
  of(name, { impact: "suspected", ...labels });
const outage = (name: AlertName, labels: Labels = {}) => of(name, { impact: "outage", ...labels });

/** The outages, each with the job whose targets report it. */
const OUTAGES = [
  ["DatabaseDown", "postgres-exporter"],
  ["RedisDown", "redis-exporter"],
  ["ServiceDown", "backend"],
] as const;

/** Their requests fail without PostgreSQL. Without Redis they do not: see test/service/resilience.test.ts. */
const NEED_POSTGRESQL = [
  "VehicleSearchFailing",
  "NegotiationFailing",
  "LowUserSignupRate",
  "NoDealsCreated",
] as const;

/** The labels of every rule of an alert. Where its inhibition depends on a job, as for that job. */
const labelsOf = (name: AlertName, job?: string): readonly Labels[] =>
  declaredRules
    .filter(({ alert }) => alert === name)
    .map(({ alert, labels }) => ({ ...labels, alertname: alert, ...(job && { job }) }));

// An alert inhibits only what is less severe, so a source that is no more severe than its target has no effect.
it.each(
  SYMPTOMS.flatMap(({ of: source, alerts, job }) =>
    alerts.map((target) => [source, target, job] as const),
  ),
)("%s inhibits %s, as declared", (source, target, job) => {
  const sources = labelsOf(source);
  const targets = labelsOf(target, job);
  expect(sources.some((by) => targets.some((that) => inhibited(by, that)))).toBe(true);
});

describe("an outage", () => {
  it.each([
    ["DatabaseDown", "SlowQueries"],
    ["DatabaseDown", "DatabasePoolWaiting"],
    ["DatabaseDown", "DatabaseConnectionPoolHigh"],
    ["RedisDown", "LowCacheHitRate"],
    ["RedisDown", "HighRedisMemoryUsage"],
    ...OUTAGES.map(([source]) => [source, "HighAPILatency"] as const),
    ...(["DatabaseDown", "ServiceDown"] as const).flatMap((source) =>
      NEED_POSTGRESQL.map((target) => [source, target] as const),
    ),
  ] as const)("%s inhibits its symptom %s, but not vice versa", (source, target) => {
    expect(inhibited(outage(source), of(target))).toBe(true);
    expect(inhibited(of(target), outage(source))).toBe(false);
  });

  it.each(OUTAGES)(
    "%s inhibits no symptoms if the server is only unobservable or partly down",
    (source) => {
      for (const target of POLICY_NAMES.filter((name) => !name.startsWith("Target"))) {
        expect(inhibited(of(source), of(target))).toBe(false);
        expect(inhibited(suspected(source), of(target))).toBe(target === source);
      }
    },
  );

  it.each(OUTAGES)(
    "%s inhibits its less certain variants (partly down, unobservable), but not vice versa",
    (name, job) => {
      expect(inhibited(outage(name, { job }), of(name, { job }))).toBe(true);
      expect(inhibited(of(name, { job }), outage(name, { job }))).toBe(false);
      expect(inhibited(outage(name, { job }), suspected(name, { job }))).toBe(true);
      expect(inhibited(suspected(name, { job }), outage(name, { job }))).toBe(false);
      expect(inhibited(suspected(name, { job }), of(name, { job }))).toBe(true);
      expect(inhibited(of(name, { job }), suspected(name, { job }))).toBe(false);
    },
  );

  it.each(OUTAGES)(
    "%s inhibits TargetDown and TargetAbsent of job %s, but not of other jobs",
    (source, job) => {
      for (const name of ["TargetDown", "TargetAbsent"] as const) {
        for (const told of [of(source), outage(source)]) {
          expect(inhibited(told, of(name, { job }))).toBe(true);
          expect(inhibited(told, of(name, { job: "grafana" }))).toBe(false);
        }
      }
    },
  );

  it.each([
    ["DatabaseDown", "HighErrorRate"],
    ["RedisDown", "HighErrorRate"],
    ["ServiceDown", "HighErrorRate"],
    ["DatabaseDown", "RedisDown"],
    ["DatabaseDown", "ServiceDown"],
    ["DatabaseDown", "DiskSpaceLow"],
    ["DatabaseDown", "HighMemoryUsage"],
    ["DatabaseDown", "LowCacheHitRate"],
    ["RedisDown", "SlowQueries"],
    ...NEED_POSTGRESQL.map((target) => ["RedisDown", target] as const),
    ["RedisDown", "DiskSpaceLow"],
    ["ServiceDown", "DatabaseDown"],
    ["ServiceDown", "PodCrashLooping"],
    ["ServiceDown", "EventLoopLagHigh"],
    ["ServiceDown", "HighRequestRate"],
    ["HighErrorRate", "LLMFailing"],
    ["HighErrorRate", "HighAPILatency"],
    ["HighErrorRate", "HighRequestRate"],
    ["NotificationFailing", "TSDBFailing"],
    ["NotificationFailing", "ConfigReloadFailing"],
    ["AlertmanagerUnreachable", "RuleEvaluationFailing"],
  ] as const)(
    "%s does not inhibit %s, which users notice, is unrelated, or may be the cause",
    (source, target) => {
      expect(inhibited(outage(source), of(target))).toBe(false);
      expect(inhibited(of(source), of(target))).toBe(false);
    },
  );

  it("inhibits no tier of a budget alert", () => {
    for (const [source, job] of OUTAGES) {
      expect(TIERS.filter((tier) => inhibited(outage(source, { job }), burn(tier)))).toEqual([]);
    }
  });

  it("inhibits no other alert that a stack sets to the same severity", () => {
    for (const target of POLICY_NAMES) {
      const loud = of(target, { severity: "critical", job: "backend" });
      expect(inhibited(outage("ServiceDown", { job: "backend" }), loud)).toBe(
        target === "ServiceDown",
      );
    }
  });
});

describe("alerts on the same subject", () => {
  const volume = (name: AlertName, persistentvolumeclaim: string) =>
    of(name, { namespace: "monitoring", persistentvolumeclaim });

  it("are inhibited by the most severe one", () => {
    const alert = { alertname: "X", component: "backend", pod: "a" };
    const at = (severity: string, labels = {}) => ({ ...alert, severity, ...labels });
    expect(inhibited(at("critical"), at("warning"))).toBe(true);
    expect(inhibited(at("critical"), at("info"))).toBe(true);
    expect(inhibited(at("warning"), at("info"))).toBe(true);
    expect(inhibited(at("warning"), at("critical"))).toBe(false);
    expect(inhibited(at("critical"), at("critical"))).toBe(false);
    expect(inhibited(at("critical"), at("warning", { pod: "b" }))).toBe(false);
    expect(inhibited(at("critical"), at("warning", { alertname: "Y" }))).toBe(false);
  });

  it("are inhibited by the critical WorkloadDegraded of the same workload only", () => {
    const workload = (severity: string, name: string) =>
      of("WorkloadDegraded", { severity, namespace: "monitoring", workload: name });
    expect(inhibited(workload("critical", "grafana"), workload("warning", "grafana"))).toBe(true);
    expect(inhibited(workload("critical", "grafana"), workload("warning", "prometheus"))).toBe(
      false,
    );
  });

  it("inhibit a milder alert of another name, as DiskSpaceLow does VolumeFilling", () => {
    expect(inhibited(volume("DiskSpaceLow", "a"), volume("VolumeFilling", "a"))).toBe(true);
    expect(inhibited(volume("DiskSpaceLow", "a"), volume("VolumeFilling", "b"))).toBe(false);
    expect(inhibited(volume("VolumeFilling", "a"), volume("DiskSpaceLow", "a"))).toBe(false);
  });
});

describe("the tiers of an objective", () => {
  it.each(TIERS.flatMap((a, i) => TIERS.map((b, j) => [a, b, i < j] as const)))(
    "%s inhibits %s: %s",
    (source, target, expected) => {
      expect(inhibited(burn(source), burn(target))).toBe(expected);
    },
  );

  it("do not inhibit alerts on another objective", () => {
    expect(inhibited(burn("fastest"), burn("slow", "other"))).toBe(false);
    const latency = { ...burn("slow"), alertname: "LatencyBudgetBurn" };
    expect(inhibited(burn("fastest"), latency)).toBe(false);
  });
});

describe("all inhibition rules together", () => {
  it("have no cycles: no alert inhibits itself, directly or through others", () => {
    const below = EVERY.map((source) => EVERY.filter((target) => inhibited(source, target)));
    const depth = (index: number, path: readonly number[]): void => {
      expect(path).not.toContain(index);
      for (const target of below[index]!) depth(EVERY.indexOf(target), [...path, index]);
    };
    EVERY.forEach((_alert, index) => {
      depth(index, []);
    });
  });

  it("name only existing alerts, each once per list", () => {
    const known = new Set<string>(alertNames);
    for (const names of [
      ...SYMPTOMS.map(({ of: source, alerts }) => [source, ...alerts]),
      ...DEGREES,
    ]) {
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => !known.has(name))).toEqual([]);
    }
  });

  it("never inhibit the watchdog", () => {
    const watchdog = { alertname: "Watchdog", severity: "none", component: "monitoring" };
    expect(EVERY.filter((source) => inhibited(source, watchdog))).toEqual([]);
  });
});
