import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { declaredDashboards } from "../support/declared";

const panels = declaredDashboards.flatMap(({ uid, title: dashboard, panels: all }) =>
  all.map((panel) => ({ uid, dashboard, panel, name: `${dashboard} / ${panel.title ?? ""}` })),
);
const known = new Set(panels.map(({ uid, panel }) => `${uid}/${String(panel.id)}`));

interface Link {
  readonly title?: string;
  readonly url?: string;
}

it("links each panel to other existing panels, with questions as link titles", () => {
  const wrong = panels.flatMap(({ uid, panel, name }) => {
    const links = (panel.fieldConfig?.defaults.links ?? []) as readonly Link[];
    // In a table, the links are on the names.
    if (panel.type === "table") return [];
    const bad = links.filter(({ title = "", url = "" }) => {
      const [, to, id] = /^\/d\/([\w-]+)\?viewPanel=(\d+)&/.exec(url) ?? [];
      const target = `${String(to)}/${String(id)}`;
      return !title.endsWith("?") || !known.has(target) || target === `${uid}/${String(panel.id)}`;
    });
    if (links.length > 0 && bad.length === 0) return [];
    return [`${name} leads ${links.length === 0 ? "nowhere" : JSON.stringify(bad)}`];
  });
  expect(wrong).toEqual([]);
});

it("passes on the time range and variables, but instances only within a dashboard", () => {
  for (const { uid, panel } of panels) {
    for (const { url = "" } of (panel.fieldConfig?.defaults.links ?? []) as readonly Link[]) {
      expect(url).toContain(
        "${__url_time_range}&${datasource:queryparam}&${environment:queryparam}",
      );
      expect(url.includes("${instance:queryparam}")).toBe(url.startsWith(`/d/${uid}?`));
    }
  }
});

it("has every panel that runbooks refer to by title", () => {
  const folder = join(__dirname, "../../docs/runbooks");
  const titles = new Set(
    panels.map(({ panel, dashboard }) => `${panel.title ?? ""} / ${dashboard}`),
  );
  const dashboards = declaredDashboards.map(({ title }) => title);
  const named = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const pattern = new RegExp(
      `_([^_\\n]+)_ of (?:the )?(?:dashboard )?(${dashboards.join("|")})\\b`,
      "g",
    );
    return [...text.matchAll(pattern)].map(([, title = "", dashboard = ""]) => ({
      file,
      place: `${title} / ${dashboard}`,
    }));
  });
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter(({ place }) => !titles.has(place))).toEqual([]);
});
