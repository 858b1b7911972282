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

it("has each panel once, in a closed section's row or by itself", () => {
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

it("has the rows and panels from top to bottom, as Grafana finds by it whose row a panel is in", () => {
  for (const { panels } of files) {
    const tops = panels.map(({ gridPos }) => gridPos.y);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  }
});

it("holds panels in the rows that are closed, and in no other", () => {
  const rows = files.flatMap(({ panels }) => panels.filter(({ type }) => type === "row"));
  expect(rows.filter(({ collapsed }) => collapsed).length).toBeGreaterThan(2);
  for (const { collapsed, panels = [] } of rows) expect(panels.length > 0).toBe(collapsed);
});

it("closes no section with a panel to which an alert leads", () => {
  const where = { grafana: "https://grafana", prometheus: "https://prometheus" };
  const hidden = withAlertLinks(declaredDashboards, declaredRules, where).flatMap(
    ({ headings, panels }) => {
      const closed = headings.flatMap((each) => (each.collapsed ? each.panels : []));
      return panels.filter(({ id, links = [] }) => closed.includes(id ?? 0) && links.length > 0);
    },
  );
  expect(hidden.map(({ title }) => title)).toEqual([]);
});
