import { DATASOURCE_UID, filledIn, panelQueries } from "../../dashboards";
import { nodesOf } from "../../signals/promql/syntax";
import { RATE_INTERVAL } from "../../signals/promql/units";
import { PLACES } from "../../signals/places";
import { catalogSeries } from "../support/catalogs";
import { declaredDashboards as dashboards } from "../support/declared";
import { checkRules } from "../support/promtool";

/** The API server's limit for annotations, in bytes. Client-side apply stores the whole ConfigMap in one. */
const MOST_BYTES = 262_144;
const COLUMNS = 24;
/** The fixed windows that a panel may use, and how its title has to say so. */
const FIXED_WINDOWS: Readonly<Record<string, RegExp>> = { "1h": /\bhour\b/, "24h": /\b24 ?h/ };

it("gives each dashboard a unique UID and title", () => {
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
  expect(new Set(dashboards.map(({ title }) => title)).size).toBe(dashboards.length);
  expect(dashboards.map(({ uid }) => uid)).toEqual(Object.values(PLACES).map(({ uid }) => uid));
});

it("uses only queries that promtool accepts", () => {
  const rules = dashboards.flatMap(panelQueries).map(({ expr }, index) => ({
    record: `panel:query:${index}`,
    expr: filledIn(expr, "1m"),
  }));
  expect(checkRules([{ name: "panels", rules }])).toContain(`SUCCESS: ${rules.length} rules`);
});

describe.each(dashboards.map((dashboard) => [dashboard.uid, dashboard] as const))(
  "%s",
  (uid, dashboard) => {
    const panels = dashboard.panels;
    const cells = panels.map(({ gridPos }) => gridPos!);

    it("is read-only and small enough for a ConfigMap", () => {
      expect(dashboard.editable).toBe(false);
      expect(Buffer.byteLength(JSON.stringify(dashboard))).toBeLessThan(MOST_BYTES / 2);
    });

    it("queries our Prometheus by default", () => {
      const [variable] = dashboard.templating.list ?? [];
      expect(variable).toMatchObject({
        type: "datasource",
        name: "datasource",
        query: "prometheus",
        current: { value: DATASOURCE_UID },
      });
    });

    it("shows exactly its declared panels, under their permanent IDs", () => {
      const { panels: ids } = Object.values(PLACES).find((place) => place.uid === uid)!;
      expect(panels.map(({ id }) => id).sort()).toEqual(Object.values(ids).sort());
    });

    it("keeps its panels within the grid and without overlaps", () => {
      const taken = cells.flatMap(({ x, y, w, h }) =>
        Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
      );
      expect(new Set(taken).size).toBe(taken.length);
      expect(cells.every(({ x, w }) => x >= 0 && x + w <= COLUMNS)).toBe(true);
    });

    describe.each(panels.map((panel) => [panel.title ?? "", panel] as const))("%s", (_, panel) => {
      const queries = panelQueries({ ...dashboard, panels: [panel] });

      it("has a description, a unit and a text for missing values", () => {
        expect(panel.description).toMatch(/^[A-Z].*\.$/);
        expect(panel.fieldConfig?.defaults.unit).toBeTruthy();
        expect(panel.fieldConfig?.defaults.noValue).toBeTruthy();
      });

      it("queries the data source of the dashboard's variable, with unique ref IDs", () => {
        const datasource = { type: "prometheus", uid: "${datasource}" };
        const targets = panel.targets ?? [];
        expect(panel).toMatchObject({ datasource });
        expect(targets.length).toBeGreaterThan(0);
        for (const target of targets) expect(target).toMatchObject({ datasource });
        expect(new Set(queries.map(({ refId }) => refId)).size).toBe(targets.length);
      });

      it("reads only metrics from the catalogs", () => {
        for (const { expr } of queries) {
          const named = nodesOf(expr).filter(({ name }) => name === "Identifier");
          const names = named.map(({ from, to }) => expr.slice(from, to));
          expect(names.length).toBeGreaterThan(0);
          expect(names.filter((name) => !catalogSeries.includes(name))).toEqual([]);
        }
      });

      it("leaves every window to Grafana, or states a fixed one in its title or description", () => {
        for (const { expr } of queries) {
          // Except for a trend, which uses the alert's own window: over a panel's window it would be noise.
          const rates = expr.replaceAll(/deriv\([^[]*\[[^\]]*\]/g, "");
          const windows = [...rates.matchAll(/\[([^\]:]*):?\]/g)].map(([, window]) => window);
          const said = `${panel.title ?? ""} ${panel.description ?? ""}`;
          const fixed = windows.filter((window) => window !== RATE_INTERVAL);
          expect(fixed.filter((window) => !FIXED_WINDOWS[window ?? ""]?.test(said))).toEqual([]);
        }
      });
    });
  },
);
