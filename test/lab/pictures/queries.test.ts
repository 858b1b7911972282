import type { DashboardJson } from "../../../lab/pictures/drawing";
import { filled, nameOf } from "../../../lab/pictures/names";
import { askedBy } from "../../../lab/pictures/queries";
import { withAlertLinks } from "../../../dashboards";
import { declaredDashboards, declaredRules } from "../../support/declared";

const HOUR = 3_600_000;
const shown = { range: { from: 0, to: HOUR }, width: 1600, scrapeSeconds: 15 };

const drawn: DashboardJson = {
  uid: "a",
  title: "A",
  templating: {
    list: [
      { name: "environment", type: "query", allValue: ".*", current: { value: "$__all" } },
      { name: "instance", type: "query", allValue: ".+", current: { value: ["$__all"] } },
      { name: "job", type: "custom", current: { value: "backend" } },
    ],
  },
  annotations: {
    list: [
      { name: "on", datasource: { type: "prometheus" }, expr: 'ALERTS{job="$job"}' },
      { name: "off", enable: false, datasource: { type: "prometheus" }, expr: "up" },
      { name: "elsewhere", datasource: { type: "grafana" } },
    ],
  },
  panels: [
    {
      id: 7,
      type: "timeseries",
      gridPos: { x: 0, y: 0, w: 12, h: 8 },
      targets: [
        {
          refId: "A",
          expr: 'rate(a{e=~"$environment",i=~"${instance}",job="$job"}[$__rate_interval])',
          legendFormat: "{{i}}",
        },
        { refId: "B", expr: "b", instant: true },
        { refId: "C", expr: "" },
        { refId: "D" },
      ],
    },
  ],
};

describe("the queries of a dashboard", () => {
  const { panels, marks } = askedBy(drawn, shown);

  it("have variables filled in, with the current value or with all", () => {
    expect(panels[0]?.expr).toBe('rate(a{e=~".*",i=~".+",job="backend"}[1m])');
  });

  it("are range queries, or instant queries if marked so; empty ones are skipped", () => {
    expect(panels.map(({ refId, step, legend }) => ({ refId, step, legend }))).toEqual([
      { refId: "A", step: 15, legend: "{{i}}" },
      { refId: "B", step: undefined, legend: "" },
    ]);
  });

  it("include enabled annotations from Prometheus", () => {
    expect(marks.map(({ expr, step }) => ({ expr, step }))).toEqual([
      { expr: 'ALERTS{job="backend"}', step: 15 },
    ]);
  });

  it("contain no unresolved variable in any of our dashboards", () => {
    // Converted to JSON and back, which drops undefined fields.
    const where = { grafana: "https://grafana", prometheus: "https://prometheus" };
    const linked = withAlertLinks(declaredDashboards, declaredRules, where);
    const asked = (JSON.parse(JSON.stringify(linked)) as DashboardJson[]).map((each) =>
      askedBy(each, shown),
    );
    const queries = asked.flatMap(({ panels, marks }) => [...panels, ...marks]);
    expect(queries.length).toBeGreaterThan(150);
    expect(queries.filter(({ expr }) => expr.includes("$"))).toEqual([]);
    // Each dashboard marks deployments, and some also mark alerts.
    expect(asked.every(({ marks }) => marks.length === 1 || marks.length === 2)).toBe(true);
    expect(asked.filter(({ marks }) => marks.length === 2).length).toBeGreaterThan(8);
  });
});

describe("the name of a series", () => {
  const labels = { __name__: "up", job: "backend", pod: "a" };

  it("is its legend with label values filled in", () => {
    expect(nameOf(labels, "{{job}}: {{ pod }}")).toBe("backend: a");
    expect(filled("{{pod}} {{missing}}!", labels)).toBe("a !");
    expect(nameOf(labels, "all")).toBe("all");
  });

  it.each(["", "__auto"])("consists of all its labels if the legend is %p", (format) => {
    expect(nameOf(labels, format)).toBe('up{job="backend", pod="a"}');
    expect(nameOf({ __name__: "up" }, format)).toBe("up");
    expect(nameOf({}, format)).toBe("{}");
  });
});
