import { withAlertLinks } from "../../dashboards";
import { chosen, filledIn } from "../../dashboards/grafana/variables";
import { thresholds } from "../../dashboards/grafana/levels";
import { count } from "../../signals/promql/units";
import { declaredDashboards, declaredRules } from "../support/declared";

describe("dashboard variables", () => {
  it.each([
    [
      "filter the dashboard's job by environment and instance",
      'sum(rate(a_total{job="backend",route!="/x"}[5m]))',
      'sum(rate(a_total{job="backend",route!="/x",environment=~"$environment",instance=~"$instance"}[5m]))',
    ],
    [
      "filter another job by environment only",
      'a{job="prometheus"}',
      'a{job="prometheus",environment=~"$environment"}',
    ],
    [
      "filter each selector of a query",
      'a{job="backend"} / b{job="prometheus"}',
      'a{job="backend",environment=~"$environment",instance=~"$instance"} / b{job="prometheus",environment=~"$environment"}',
    ],
    [
      "do not filter series that rules produce",
      'ALERTS{alertstate="firing"}',
      'ALERTS{alertstate="firing"}',
    ],
    [
      "ignore braces in strings",
      'a{job="x",b="{job="}',
      'a{job="x",b="{job=",environment=~"$environment"}',
    ],
  ])("%s", (_, expr, expected) => {
    expect(chosen(expr, "backend")).toBe(expected);
  });

  const recorded = "environment:autodealgenie_db_query_errors:rate";
  const scraped = "autodealgenie_db_query_errors_total";
  const ofChosen =
    '{job="backend",environment=~"$environment",instance=~"$instance",instance!~"${instance}:.*|"}';
  it.each([
    [
      "use recorded rates for all instances, and scraped series for selected instances",
      `sum(avg_over_time(${recorded}[5m])) > 0`,
      `sum(avg_over_time(${recorded}{environment=~"$environment",instance=~"$instance"}[5m]) or rate(${scraped}${ofChosen}[5m])) > 0`,
    ],
    [
      "do the same for increases",
      `sum(sum_over_time(${recorded}{x="y"}[1h]) * 30s)`,
      `sum(sum_over_time(${recorded}{x="y",environment=~"$environment",instance=~"$instance"}[1h]) * 30s or increase(${scraped}${ofChosen.replace('"backend"', '"backend",x="y"')}[1h]))`,
    ],
  ])("%s", (_, expr, expected) => {
    expect(chosen(expr, "backend")).toBe(expected);
  });

  it("filter another job's recorded rates by environment only", () => {
    expect(chosen(`sum(avg_over_time(${recorded}[5m]))`, "redis-exporter")).toBe(
      `sum(avg_over_time(${recorded}{environment=~"$environment"}[5m]))`,
    );
  });

  it("fill in a graph's step as well as a rate's window", () => {
    expect(filledIn("a unless a offset $__interval", "4m", undefined, "1m")).toBe(
      "a unless a offset 1m",
    );
  });

  it("select everything by default", () => {
    const expr = 'rate(a{environment=~"$environment",instance=~"$instance"}[$__rate_interval])';
    expect(filledIn(expr, "1m")).toBe('rate(a{environment=~".*",instance=~".*"}[1m])');
  });
});

describe("threshold colors", () => {
  const colours = (levels: Parameters<typeof thresholds>[0]) =>
    thresholds(levels)
      .build()
      .steps.map(({ color, value }) => [color, value]);

  it.each([
    [
      "high values, with a warning level",
      { raised: count(1), high: count(5) },
      [
        ["green", null],
        ["yellow", 1],
        ["red", 5],
      ],
    ],
    [
      "high values, without a warning level",
      { high: count(5) },
      [
        ["green", null],
        ["red", 5],
      ],
    ],
    [
      "low values, with a warning level",
      { lowered: count(5), low: count(1) },
      [
        ["red", null],
        ["yellow", 1],
        ["green", 5],
      ],
    ],
    [
      "low values, without a warning level",
      { low: count(1) },
      [
        ["red", null],
        ["green", 1],
      ],
    ],
  ])("mark %s", (_, levels, steps) => {
    expect(colours(levels)).toEqual(steps);
  });
});

it("marks the start of its own panels' alerts, and of all others only if switched on", () => {
  const where = { grafana: "https://grafana", prometheus: "https://prometheus" };
  const linked = withAlertLinks(declaredDashboards, declaredRules, where);
  const marks = (uid: string) =>
    (linked.find((each) => each.uid === uid)?.annotations.list ?? []).map(
      ({ name, enable, expr }) =>
        ({ name, enable, expr }) as { name: string; enable: boolean; expr: string },
    );
  const [own, others] = marks("autodealgenie-searches");
  expect(own).toEqual({
    name: "Alerts",
    enable: true,
    expr: [
      'ALERTS{alertstate="firing",severity!="none",alertname=~"ExternalAPIFailing|ExternalAPISlow|VehicleSearchFailing"}',
      'ALERTS{alertstate="firing",severity!="none",alertname=~"ExternalAPIFailing|ExternalAPISlow|VehicleSearchFailing"} offset $__interval',
    ].join(" unless "),
  });
  expect(others).toMatchObject({ name: "Other alerts", enable: false });
  expect(others?.expr).toContain('alertname!~"ExternalAPIFailing|');
  for (const { uid } of declaredDashboards) {
    const off = marks(uid).filter(({ enable }) => !enable);
    expect(off.map(({ name }) => name)).toEqual(["Other alerts"]);
  }
});

it("links each panel that an alert links to back to the alert", () => {
  const where = { grafana: "https://grafana", prometheus: "https://prometheus" };
  const linked = withAlertLinks(declaredDashboards, declaredRules, where);
  const panels = linked.flatMap(({ uid, panels }) =>
    panels.map((panel) => ({ url: `https://grafana/d/${uid}?viewPanel=${panel.id}`, panel })),
  );
  const viewed = declaredRules.filter((rule) => rule.annotations.dashboard_url.includes("?"));
  expect(viewed.length).toBeGreaterThan(0);
  for (const { alert, annotations } of viewed) {
    const { panel } = panels.find(({ url }) => url === annotations.dashboard_url)!;
    expect((panel.links ?? []).map(({ url }) => url)).toEqual(
      expect.arrayContaining([
        annotations.runbook_url,
        `https://prometheus/alerts?search=${alert}`,
      ]),
    );
  }
});
