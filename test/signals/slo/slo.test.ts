import fc from "fast-check";

import { objectiveGroups } from "../../../alert-rules/slos";
import { parseConfig } from "../../../infra/settings";
import { scrapedJobs } from "../../../infra/settings/jobs";
import { TIERS as INHIBITED_TIERS } from "../../../infra/rendered-config/alertmanager/inhibition";
import { ruleFiles } from "../../../infra/rendered-config/rules";
import { endpointsOf } from "../../../infra/kubernetes/endpoints";
import type { Workload } from "../../../infra/kubernetes/server";
import { checked } from "../../../infra/plan";
import { parseDuration } from "../../../signals/promql/duration";
import { scaleDuration } from "../../../signals/promql/scale";
import { nodesOf } from "../../../signals/promql/syntax";
import { errorBudget, SLOS } from "../../../signals/slo/objectives";
import { recorded } from "../../../signals/slo/recorded";
import { RATES_INTERVAL } from "../../../signals/slo/rules";
import { burnLimit, TIER_SPECS, TIERS } from "../../../signals/slo/tiers";
import { merged } from "../../../tools/render/merge";
import { settingsOf } from "../../../tools/render/render";
import { context, declaredDashboards } from "../../support/declared";
import { checkRules } from "../../support/promtool";
import { settings } from "../../support/stacks";
import { panelQueries } from "../../../dashboards";

const groups = objectiveGroups(context);
const rules = groups.flatMap((group) => group.rules);
const recordings = rules.filter((rule) => "record" in rule);

describe("burn-rate tiers", () => {
  it("have the limits of the SRE Workbook for 30 days", () => {
    expect(TIERS.map((tier) => burnLimit(tier, "30d"))).toEqual([14.4, 6, 3, 1]);
  });

  it("limit the burn rate to their share of any period's budget in the long window", () => {
    fc.assert(
      fc.property(fc.integer({ min: 28, max: 365 }), fc.constantFrom(...TIERS), (days, tier) => {
        const { long, spentPercent } = TIER_SPECS[tier];
        const spent = (burnLimit(tier, `${days}d`) * parseDuration(long)) / (days * 86_400_000);
        expect(spent).toBeCloseTo(spentPercent / 100, 12);
      }),
    );
  });

  it("have short windows of one twelfth of the long ones", () => {
    for (const { long, short } of Object.values(TIER_SPECS)) {
      expect(parseDuration(short) * 12).toBe(parseDuration(long));
    }
  });

  it("match the tiers used for inhibition", () => {
    expect(INHIBITED_TIERS).toEqual(TIERS);
  });
});

describe("an objective", () => {
  const refusal = (slos: object) => {
    try {
      parseConfig(merged(settingsOf("dev"), { slos }), "Pulumi.dev.yaml");
    } catch (error) {
      return (error as Error).message;
    }
    return "accepted";
  };

  it("has an error budget without floating-point noise", () => {
    expect([0.999, 0.95, 0.99, 0.9995].map(errorBudget)).toEqual([0.001, 0.05, 0.01, 0.0005]);
  });

  it("can be set per stack, along with its period", () => {
    const { slos } = settings("dev", {
      prometheus: { retention: "90d" },
      slos: { latency: { objective: 0.98, period: "60d" } },
    });
    expect(slos.latency).toEqual({ objective: 0.98, period: "60d" });
    expect(slos.availability).toEqual({ objective: 0.999, period: "30d" });
  });

  it("is rejected with an explanation if its fastest alert could never fire", () => {
    expect(refusal({ availability: { objective: 0.93 } })).toContain(
      "slos.availability.objective: must be above 0.9306, got 0.93: its fastest alert waits for 14.4 times the budget, 100.8 % of all requests, and so can never fire",
    );
    expect(refusal({ availability: { objective: 0.931 } })).toBe("accepted");
    // 60 days allow twice the burn rate, and therefore require a smaller budget.
    expect(refusal({ availability: { objective: 0.96, period: "60d" } })).toContain("above 0.9653");
  });

  it.each([
    [{ availability: { period: "7d" } }, "slos.availability.period: must be 28d or longer, got 7d"],
    [{ availability: { period: "36h" } }, "must be days or weeks, such as 30d"],
    [{ availability: { objective: 99.9 } }, "must be a share between 0 and 1, such as 0.999"],
    [{ avalability: { objective: 0.99 } }, "avalability"],
    [
      { availability: { period: "90d" } },
      "slos.availability.period: must not be longer than prometheus.retention, 30d, got 90d",
    ],
  ])("is rejected if it is invalid: %j", (slos, message) => {
    expect(refusal(slos)).toContain(message);
  });
});

describe("the recording rules", () => {
  it("pass promtool's checks, including all lints", () => {
    expect(checkRules(groups)).toContain(`SUCCESS: ${rules.length} rules found`);
  });

  it("record each series once, and only series of the catalog", () => {
    const made = recordings.map(({ record, labels }) => JSON.stringify([record, labels]));
    expect(new Set(made).size).toBe(made.length);
    const names = [...new Set(recordings.map(({ record }) => record))];
    expect(names.sort()).toEqual(Object.keys(recorded).sort());
    for (const { record, labels } of recordings) {
      const known = recorded[record as keyof typeof recorded].labels;
      expect(Object.keys(labels).sort()).toEqual(Object.keys(known).sort());
    }
  });

  it("record only series that a rule or a panel reads", () => {
    const texts = [
      ...rules.map(({ expr }) => expr),
      ...declaredDashboards.flatMap(panelQueries).map(({ expr }) => expr),
    ];
    const read = new Set(
      texts.flatMap((text) =>
        nodesOf(text)
          .filter(({ name }) => name === "Identifier")
          .map(({ from, to }) => text.slice(from, to)),
      ),
    );
    expect(Object.keys(recorded).filter((name) => !read.has(name))).toEqual([]);
  });

  it("have no durations in their names, which a time scale would make wrong", () => {
    expect(Object.keys(recorded).filter((name) => /\d/.test(name))).toEqual([]);
  });

  it.each([5, 10, 20])("can be scaled by %d", (timeScale) => {
    const text = ruleFiles(groups, timeScale)["alerts.yml"]!;
    expect(text).not.toContain("[30d]");
    expect(text).toContain(`[${scaleDuration("30d", timeScale)}]`);
    // The number of samples is multiplied by their interval to get the number of requests.
    expect(text).toContain(`* ${scaleDuration(RATES_INTERVAL, timeScale)}`);
  });
});

it("every objective has one alerting rule per tier", () => {
  const alerts = rules.filter((rule) => "alert" in rule);
  expect(alerts.map(({ labels }) => ("slo" in labels ? [labels.slo, labels.tier] : []))).toEqual(
    SLOS.flatMap((slo) => TIERS.map((tier) => [slo, tier])),
  );
});

describe("the jobs that alerts expect", () => {
  it.each(["dev", "prod"] as const)("are those that the stack %s scrapes", (stack) => {
    const config = settings(stack);
    const { parts, declared } = checked(config);
    const monitored = [
      ...Object.values<Workload>(parts)
        .flatMap(endpointsOf)
        .flatMap(({ monitor }) => monitor ?? []),
      ...declared.externalTargets.map(({ monitor }) => monitor),
    ];
    const nodes = config.prometheus.nodeMetrics ? ["kubelet", "cadvisor"] : [];
    const scraped = [...monitored.map(({ metadata }) => metadata.name), ...nodes];
    expect([...scrapedJobs(config)].sort()).toEqual(scraped.sort());
  });

  it("include optional jobs only if they are configured", () => {
    const all = scrapedJobs({
      mode: "standalone",
      certificates: ["https://example.com"],
      certManager: "install",
      prometheus: settings("dev").prometheus,
      grafana: settings("dev").grafana,
      cluster: settings("dev").cluster,
      thanos: undefined,
    });
    expect(all).toContain("blackbox-exporter");
    expect(all).toContain("cert-manager");
    const { prometheus, grafana, cluster } = settings("dev", {
      prometheus: { nodeMetrics: false },
      grafana: { replicas: 0 },
    });
    const least = scrapedJobs({
      mode: "standalone",
      certificates: [],
      certManager: "existing",
      prometheus,
      grafana,
      cluster,
      thanos: undefined,
    });
    expect(least).toEqual([
      "backend",
      "postgres-exporter",
      "redis-exporter",
      "prometheus",
      "alertmanager",
      "kube-state-metrics",
    ]);
  });
});
