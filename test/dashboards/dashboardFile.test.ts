import { dashboardFile, withAlertLinks } from "../../dashboards";
import { declaredDashboards, declaredRules } from "../support/declared";

interface FilePanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly collapsed?: boolean;
  readonly gridPos: { readonly y: number };
  readonly panels?: readonly FilePanel[];
}

const files = declaredDashboards.map((dashboard) => ({
  dashboard,
  panels: (dashboardFile(dashboard) as { panels: readonly FilePanel[] }).panels,
}));

it("contains each panel once, in a collapsed section's row or at the top level", () => {
  for (const { dashboard, panels } of files) {
    const inFile = panels.flatMap((panel) =>
      panel.type === "row" ? (panel.panels ?? []) : [panel],
    );
    const ids = (all: readonly { readonly id?: number | undefined }[]) =>
      all.map(({ id }) => id).sort();
    expect(ids(inFile)).toEqual(ids(dashboard.panels));
    expect(panels.filter(({ type }) => type === "row").map(({ title }) => title)).toEqual(
      dashboard.headings.map(({ title }) => title),
    );
    const all = panels.map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
  }
});

it("lists rows and panels from top to bottom, so that Grafana assigns panels to the right rows", () => {
  for (const { panels } of files) {
    const tops = panels.map(({ gridPos }) => gridPos.y);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  }
});

it("nests panels in collapsed rows and in no others", () => {
  const rows = files.flatMap(({ panels }) => panels.filter(({ type }) => type === "row"));
  expect(rows.filter(({ collapsed }) => collapsed).length).toBeGreaterThan(2);
  for (const { collapsed, panels = [] } of rows) expect(panels.length > 0).toBe(collapsed);
});

it("collapses no section with a panel that links to an alert", () => {
  const where = { grafana: "https://grafana", prometheus: "https://prometheus" };
  const hidden = withAlertLinks(declaredDashboards, declaredRules, where).flatMap(
    ({ headings, panels }) => {
      const closed = headings.flatMap((each) => (each.collapsed ? each.panels : []));
      return panels.filter(({ id, links = [] }) => closed.includes(id ?? 0) && links.length > 0);
    },
  );
  expect(hidden.map(({ title }) => title)).toEqual([]);
});
