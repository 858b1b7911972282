import { findings, findingText } from "../../../infra/model-checks";
import { plan } from "../../../infra/plan";
import { settings } from "../../support/stacks";
import { declaredBy, faultsAfter, findingsAfter } from "./stack";

describe("a rate's window", () => {
  const window = "window: alerting rule HighRequestRate takes rate of http_requests_total";

  it("must cover at least four scrapes", () => {
    const over = (range: string) =>
      faultsAfter((_, { ruleGroups }) => {
        const rule = ruleGroups[0]!.rules.find(
          (each) => "alert" in each && each.alert === "HighRequestRate",
        )!;
        rule.expr = rule.expr.replace("[5m]", `[${range}]`);
      });
    expect(over("60s")).toEqual([]);
    expect(over("59s")).toEqual([expect.stringContaining(window)]);
  });

  it("is compared with the scrape interval of the job that it reads", () => {
    const found = faultsAfter(({ backend }) => {
      backend.monitor!.spec.endpoints[0]!.interval = "90s";
    });
    expect(found).toContainEqual(expect.stringContaining(window));
    // Grafana's own window assumes the one scrape interval that it was given.
    expect(found).toContainEqual(expect.stringContaining("over $__rate_interval"));
    expect(found.every((fault) => fault.includes('job="backend"'))).toBe(true);
  });

  it("is still valid in a stack with shortened times", () => {
    expect(() => plan(settings("dev", { timeScale: 10 }))).not.toThrow();
  });

  it("makes the plan fail if it is too short", () => {
    const dev = settings("dev");
    const HighRequestRate = { ...dev.alerts.HighRequestRate, window: "30s" } as const;
    const short = { ...dev, alerts: { ...dev.alerts, HighRequestRate } };
    expect(() => plan(short)).toThrow(
      /^1 mistake in what the stack declares; nothing was applied:\n {2}alert-rules\/backend.ts: alerting rule HighRequestRate .* \[window\]\n {4}.*Use at least 1m, or scrape more often\.\n/,
    );
  });
});

describe("a part that a stack leaves out", () => {
  const without = settings("dev", { prometheus: { nodeMetrics: false } });

  it("has no alerts, which could never fire", () => {
    expect(JSON.stringify(declaredBy("dev").ruleGroups)).not.toContain("CertificateExpiring");
    expect(JSON.stringify(declaredBy("prod").ruleGroups)).toContain("CertificateExpiring");
    expect(() => plan(without)).not.toThrow();
  });

  it("may be queried by a panel only if it is marked as left out", () => {
    const { leftOut, dashboards } = declaredBy("dev");
    const thanos = ["thanos-sidecar", "thanos-store", "thanos-compact", "thanos-query"];
    expect(leftOut).toEqual([
      "mongodb-exporter",
      "worker",
      "kafka",
      "blackbox-exporter",
      ...thanos,
      "cert-manager",
    ]);
    expect(JSON.stringify(dashboards)).toContain("probe_success");
    expect(faultsAfter((_, declared) => (declared.leftOut = []))).toContainEqual(
      expect.stringMatching(
        /^unscraped: query autodealgenie-infrastructure .* job blackbox-exporter/,
      ),
    );
  });
});

it("reports the queries of an unscraped job once per file", () => {
  const found = faultsAfter(({ postgresExporter }) => {
    Reflect.deleteProperty(postgresExporter, "monitor");
  });
  const rules = found.filter((fault) => fault.includes("alerting rule"));
  expect(rules).toEqual([
    'unscraped: alerting rule DatabaseDown{impact="outage"} and 4 more read job postgres-exporter, of which no target is scraped in this stack',
    "unscraped: alerting rule TargetAbsent reads job postgres-exporter, of which no target is scraped in this stack",
    'unscraped: alerting rule AlertBlind{job="postgres-exporter"} and 1 more read job postgres-exporter, of which no target is scraped in this stack',
  ]);
  expect(found.length).toBeLessThan(7);
});

it("reports a Service that selects another Service's pods, whatever its port names", () => {
  expect(
    faultsAfter(({ postgresExporter, redisExporter }) => {
      postgresExporter.service.spec.selector = redisExporter.service.spec.selector;
    }),
  ).toContainEqual(
    expect.stringContaining(
      "Service monitoring/postgres-exporter selects the pods of monitoring/redis-exporter",
    ),
  );
});

it("reports an oversized ConfigMap with its size and largest panel", () => {
  const [finding, ...others] = findingsAfter(({ grafana }) => {
    const map = grafana.configMaps.find(({ metadata }) => metadata.name.endsWith("slos"))!;
    const [file, json] = Object.entries(map.data!)[0]!;
    const dashboard = JSON.parse(json) as { panels: { title: string; description: string }[] };
    dashboard.panels[2]!.description = "x".repeat(300_000);
    map.data![file] = JSON.stringify(dashboard);
  });
  expect(others).toEqual([]);
  expect(finding!.what).toMatch(
    /^ConfigMap monitoring\/grafana-dashboard-autodealgenie-slos is 3\d{5} bytes long, the limit is 262144; its largest panel is ".+"$/,
  );
});

it("suggests a correction for a misspelled name", () => {
  const found = findingsAfter(
    (_, { routing }) =>
      (routing.route.routes!.find(({ receiver }) => receiver === "watchdog")!.receiver = "wachdog"),
  );
  expect(found.map(findingText)).toEqual([
    'infra/rendered-config/alertmanager: route {} {alertname="Watchdog"} to wachdog leads to receiver wachdog, which does not exist [dangling edge]\n  Alertmanager rejects the file, and keeps the old one or does not start. Did you mean watchdog? Otherwise declare wachdog.',
    "infra/rendered-config/alertmanager: receiver watchdog: no route leads to it [unreached]\n  It never gets a notification. Add a route to it in routing.ts, or remove it.",
  ]);
});

it("checks a stack in less than one second of CPU time", () => {
  const declared = declaredBy("dev");
  findings(declared);
  const start = process.cpuUsage();
  findings(declared);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(1000);
});
