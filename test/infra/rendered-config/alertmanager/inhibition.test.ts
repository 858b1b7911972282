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

/** One label set for each name that an inhibition may speak of, and each tier. */
const EVERY: readonly Labels[] = [
  ...POLICY_NAMES.map((name) => of(name)),
  ...TIERS.map((tier) => burn(tier)),
  ...(["backend", "postgres-exporter", "redis-exporter", "grafana"] as const).flatMap((job) => [
    of("TargetDown", { job }),
    of("TargetAbsent", { job }),
  ]),
];

describe("a dead dependency", () => {
  it.each([
    ["DatabaseDown", "HighErrorRate"],
    ["DatabaseDown", "SlowQueries"],
    ["DatabaseDown", "DatabasePoolWaiting"],
    ["RedisDown", "LowCacheHitRate"],
    ["RedisDown", "HighRedisMemoryUsage"],
    ["RedisDown", "HighErrorRate"],
  ] as const)("%s silences its symptom %s", (source, target) => {
    expect(silenced(of(source), of(target))).toBe(true);
    expect(silenced(of(target), of(source))).toBe(false);
  });

  it.each([
    ["ServiceDown", "backend"],
    ["DatabaseDown", "postgres-exporter"],
    ["RedisDown", "redis-exporter"],
  ] as const)(
    "%s silences that its target %s is out of sight, and no other target",
    (source, job) => {
      for (const name of ["TargetDown", "TargetAbsent"] as const) {
        expect(silenced(of(source), of(name, { job }))).toBe(true);
        expect(silenced(of(source), of(name, { job: "grafana" }))).toBe(false);
      }
    },
  );

  it("ServiceDown silences what is measured in the backend or done through it", () => {
    const component = (name: string) => ({
      alertname: "Other",
      severity: "critical",
      component: name,
    });
    expect(silenced(of("ServiceDown"), component("backend"))).toBe(true);
    expect(silenced(of("ServiceDown"), component("business"))).toBe(true);
    for (const other of [
      "database",
      "cache",
      "infrastructure",
      "security",
      "monitoring",
      "external",
    ]) {
      expect(silenced(of("ServiceDown"), component(other))).toBe(false);
    }
  });

  it.each([
    ["DatabaseDown", "RedisDown"],
    ["DatabaseDown", "ServiceDown"],
    ["DatabaseDown", "DiskSpaceLow"],
    ["DatabaseDown", "HighMemoryUsage"],
    ["DatabaseDown", "LowCacheHitRate"],
    ["RedisDown", "SlowQueries"],
    ["RedisDown", "DiskSpaceLow"],
    ["ServiceDown", "DatabaseDown"],
    ["ServiceDown", "PodCrashLooping"],
    ["HighErrorRate", "LLMFailing"],
    ["HighErrorRate", "HighAPILatency"],
    ["HighErrorRate", "HighRequestRate"],
    ["NotificationFailing", "TSDBFailing"],
    ["NotificationFailing", "ConfigReloadFailing"],
    ["AlertmanagerUnreachable", "RuleEvaluationFailing"],
  ] as const)(
    "%s leaves %s audible: it is another thing, or may be the reason",
    (source, target) => {
      expect(silenced(of(source), of(target))).toBe(false);
    },
  );
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
