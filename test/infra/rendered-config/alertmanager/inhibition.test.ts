import { inhibits } from "../../../../infra/alert-delivery/inhibition";
import type { Labels } from "../../../../infra/alert-delivery/matchers";
import { inhibitRules, TIERS } from "../../../../infra/rendered-config/alertmanager/inhibition";
import { DEGREES, SYMPTOMS } from "../../../../alert-rules/symptoms";
import type { AlertName } from "../../../../alert-rules/alerts";
import { DEFAULT_POLICIES, POLICY_NAMES } from "../../../../alert-rules/policies";
import { alertNames } from "../../../../alert-rules";
import { declaredRules } from "../../../support/declared";

const RULES = inhibitRules();
const silenced = (source: Labels, target: Labels) => inhibits(RULES, source, target);

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
  ] as const)("%s silences what it explains, %s", (source, target) => {
    expect(silenced(outage(source), of(target))).toBe(true);
    expect(silenced(of(target), outage(source))).toBe(false);
  });

  it.each(OUTAGES)(
    "%s silences nothing of it where it is only out of sight, or in part",
    (source) => {
      for (const target of POLICY_NAMES.filter((name) => !name.startsWith("Target"))) {
        expect(silenced(of(source), of(target))).toBe(false);
        expect(silenced(suspected(source), of(target))).toBe(target === source);
      }
    },
  );

  it.each(OUTAGES)(
    "%s silences that it is out of sight, or down in part, and not the reverse",
    (name, job) => {
      expect(silenced(outage(name, { job }), of(name, { job }))).toBe(true);
      expect(silenced(of(name, { job }), outage(name, { job }))).toBe(false);
      expect(silenced(outage(name, { job }), suspected(name, { job }))).toBe(true);
      expect(silenced(suspected(name, { job }), outage(name, { job }))).toBe(false);
      expect(silenced(suspected(name, { job }), of(name, { job }))).toBe(true);
      expect(silenced(of(name, { job }), suspected(name, { job }))).toBe(false);
    },
  );

  it.each(OUTAGES)(
    "%s silences that its target %s is out of sight, and no other target",
    (source, job) => {
      for (const name of ["TargetDown", "TargetAbsent"] as const) {
        for (const told of [of(source), outage(source)]) {
          expect(silenced(told, of(name, { job }))).toBe(true);
          expect(silenced(told, of(name, { job: "grafana" }))).toBe(false);
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
    "%s leaves %s audible: people feel it, it is another thing, or it may be the reason",
    (source, target) => {
      expect(silenced(outage(source), of(target))).toBe(false);
      expect(silenced(of(source), of(target))).toBe(false);
    },
  );

  it("leaves every budget's tier audible", () => {
    for (const [source, job] of OUTAGES) {
      expect(TIERS.filter((tier) => silenced(outage(source, { job }), burn(tier)))).toEqual([]);
    }
  });

  it("silences nothing that a stack makes as loud as it", () => {
    for (const target of POLICY_NAMES) {
      const loud = of(target, { severity: "critical", job: "backend" });
      expect(silenced(outage("ServiceDown", { job: "backend" }), loud)).toBe(
        target === "ServiceDown",
      );
    }
  });
});

describe("the same thing", () => {
  const volume = (name: AlertName, persistentvolumeclaim: string) =>
    of(name, { namespace: "monitoring", persistentvolumeclaim });

  it("is told by the loudest", () => {
    const alert = { alertname: "X", component: "backend", pod: "a" };
    const at = (severity: string, labels = {}) => ({ ...alert, severity, ...labels });
    expect(silenced(at("critical"), at("warning"))).toBe(true);
    expect(silenced(at("critical"), at("info"))).toBe(true);
    expect(silenced(at("warning"), at("info"))).toBe(true);
    expect(silenced(at("warning"), at("critical"))).toBe(false);
    expect(silenced(at("critical"), at("critical"))).toBe(false);
    expect(silenced(at("critical"), at("warning", { pod: "b" }))).toBe(false);
    expect(silenced(at("critical"), at("warning", { alertname: "Y" }))).toBe(false);
  });

  it("is a workload of which none is left, of another workload nothing is said", () => {
    const workload = (severity: string, name: string) =>
      of("WorkloadDegraded", { severity, namespace: "monitoring", workload: name });
    expect(silenced(workload("critical", "grafana"), workload("warning", "grafana"))).toBe(true);
    expect(silenced(workload("critical", "grafana"), workload("warning", "prometheus"))).toBe(
      false,
    );
  });

  it("may have two alerts, for two degrees", () => {
    expect(silenced(volume("DiskSpaceLow", "a"), volume("VolumeFilling", "a"))).toBe(true);
    expect(silenced(volume("DiskSpaceLow", "a"), volume("VolumeFilling", "b"))).toBe(false);
    expect(silenced(volume("VolumeFilling", "a"), volume("DiskSpaceLow", "a"))).toBe(false);
  });
});

describe("the tiers of an objective", () => {
  it.each(TIERS.flatMap((a, i) => TIERS.map((b, j) => [a, b, i < j] as const)))(
    "%s silences %s: %s",
    (source, target, expected) => {
      expect(silenced(burn(source), burn(target))).toBe(expected);
    },
  );

  it("leave another objective alone", () => {
    expect(silenced(burn("fastest"), burn("slow", "other"))).toBe(false);
    const latency = { ...burn("slow"), alertname: "LatencyBudgetBurn" };
    expect(silenced(burn("fastest"), latency)).toBe(false);
  });
});

describe("all of them together", () => {
  it("silence no alert by itself, nor two alerts by each other, at whatever length", () => {
    const below = EVERY.map((source) => EVERY.filter((target) => silenced(source, target)));
    const depth = (index: number, path: readonly number[]): void => {
      expect(path).not.toContain(index);
      for (const target of below[index]!) depth(EVERY.indexOf(target), [...path, index]);
    };
    EVERY.forEach((_alert, index) => {
      depth(index, []);
    });
  });

  it("name alerts alone that there are, each once in its place", () => {
    const known = new Set<string>(alertNames);
    for (const names of [
      ...SYMPTOMS.map(({ of: source, alerts }) => [source, ...alerts]),
      ...DEGREES,
    ]) {
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => !known.has(name))).toEqual([]);
    }
  });

  it("never silence the watchdog", () => {
    const watchdog = { alertname: "Watchdog", severity: "none", component: "monitoring" };
    expect(EVERY.filter((source) => silenced(source, watchdog))).toEqual([]);
  });
});
