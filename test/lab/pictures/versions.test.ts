import type { DashboardJson, PanelJson } from "../../../lab/pictures/drawing";
import {
  changedPairs,
  differencesOf,
  versionOf,
  type Version,
} from "../../../lab/pictures/versions";

const panel = (id: number, title = ""): PanelJson => ({
  id,
  title,
  type: "stat",
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
});
const dashboard = (uid: string, ...panels: PanelJson[]): DashboardJson => ({
  uid,
  title: uid.toUpperCase(),
  panels,
});
const version = (...dashboards: DashboardJson[]): Version => ({ dashboards, scrapeSeconds: 15 });

describe("a version's dashboards", () => {
  const file = (uid: string): [string, string] => [
    `grafana/dashboards/${uid}.json`,
    JSON.stringify(dashboard(uid)),
  ];
  const datasource = (interval: string): [string, string] => [
    "grafana/provisioning/datasources/prometheus.yaml",
    `datasources: [{ name: P, jsonData: { timeInterval: ${interval} } }]`,
  ];

  it("are those of the rendered tree, sorted by title, with its scrape interval", () => {
    const tree = new Map([file("b"), file("a"), datasource("1500ms"), ["metrics.json", "[]"]]);
    expect(versionOf(tree)).toEqual({
      dashboards: [dashboard("a"), dashboard("b")],
      scrapeSeconds: 1.5,
    });
    expect(versionOf(new Map([file("a")])).scrapeSeconds).toBe(15);
  });

  it("have every row expanded", () => {
    const row = { ...panel(9, "Closed"), type: "row", collapsed: true, panels: [panel(2)] };
    const text = JSON.stringify(dashboard("a", panel(1), row));
    const [read] = versionOf(new Map([["grafana/dashboards/a.json", text]])).dashboards;
    expect(read?.panels.map(({ id, type, collapsed }) => ({ id, type, collapsed }))).toEqual([
      { id: 1, type: "stat" },
      { id: 9, type: "row", collapsed: true },
      { id: 2, type: "stat" },
    ]);
  });

  it("are reported as missing if there are none", () => {
    expect(() => versionOf(new Map([["metrics.json", "[]"]]))).toThrow(
      "The rendering has no file in grafana/dashboards.",
    );
  });
});

describe("between two versions", () => {
  const before = version(dashboard("a", panel(1)), dashboard("b", panel(1)), dashboard("c"));
  const after = version(dashboard("d"), dashboard("a", panel(1)), dashboard("b", panel(1, "now")));

  it("only dashboards that differ are drawn", () => {
    expect(changedPairs(before, after).map(({ uid }) => uid)).toEqual(["d", "b", "c"]);
    expect(changedPairs(before, before)).toEqual([]);
    expect(changedPairs(before, after)[0]).toEqual({ uid: "d", after: dashboard("d") });
  });

  it("the order of fields makes no difference", () => {
    const turned = { panels: [], title: "C", uid: "c" };
    expect(changedPairs(version(dashboard("c")), version(turned))).toEqual([]);
  });

  it("each new, removed or changed panel is identified on its side", () => {
    const pair = {
      uid: "x",
      before: dashboard("x", panel(1), panel(2), panel(3)),
      after: dashboard("x", panel(1), panel(3, "now"), panel(4)),
    };
    expect(differencesOf(pair)).toEqual({
      before: { 2: "gone", 3: "changed" },
      after: { 3: "changed", 4: "new" },
    });
    expect(differencesOf({ uid: "x", after: dashboard("x", panel(1)) })).toEqual({
      before: {},
      after: {},
    });
  });
});
