import { change, differs, type Change, type Fact } from "../change";
import type { Dashboard, Panel } from "../model/shapes";
import { fieldDiffs, fieldFact } from "../words/fields";
import { counted, shortened } from "../words/text";
import { panelFacts } from "./panels";

type Dashboards = ReadonlyMap<string, Dashboard>;

/** A panel and its dashboard. */
interface Place {
  readonly dashboard: Dashboard;
  readonly panel: Panel;
}

/** What is different about dashboards and their panels. */
export function dashboardChanges(before: Dashboards, after: Dashboards): readonly Change[] {
  const gone = [...before.values()].filter(({ uid }) => !after.has(uid));
  const added = [...after.values()].filter(({ uid }) => !before.has(uid));
  const panelsGone = placesOf(before).filter((place) => !has(after, place));
  const panelsAdded = placesOf(after).filter((place) => !has(before, place));
  const moves = panelsAdded.flatMap((now) => {
    const old = panelsGone.find(
      ({ dashboard, panel }) =>
        dashboard.uid !== now.dashboard.uid && draws(panel) === draws(now.panel),
    );
    return old ? [{ old, now }] : [];
  });
  const moved = new Set(moves.flatMap(({ old, now }) => [old.panel, now.panel]));
  const alone = ({ dashboard: { uid }, panel }: Place) =>
    !moved.has(panel) && before.has(uid) && after.has(uid);
  return [
    ...gone.map(({ title, panels }) =>
      change("dashboard", title, [{ what: `gone, with ${counted(panels.length, "panel")}` }], {
        rank: "deletion",
        effects: [{ what: "links to it and bookmarks of it break" }],
      }),
    ),
    ...added.map(({ title, panels }) =>
      change("dashboard", title, [{ what: `new, with ${counted(panels.length, "panel")}` }]),
    ),
    ...panelsGone
      .filter(alone)
      .map((place) => change("panel", nameOf(place), [{ what: "gone" }], { rank: "deletion" })),
    ...panelsAdded
      .filter(alone)
      .map((place) =>
        change("panel", nameOf(place), [{ what: "new" }, ...drawnFacts(place.panel)]),
      ),
    ...moves.map(({ old, now }) =>
      change("panel", nameOf(now), [{ what: `moved here from ${old.dashboard.title}` }]),
    ),
    ...[...before.values()].flatMap((old) => {
      const now = after.get(old.uid);
      return now ? changedDashboard(old, now) : [];
    }),
  ];
}

function changedDashboard(old: Dashboard, now: Dashboard): readonly Change[] {
  const { panels: oldPanels, title: oldTitle, ...oldRest } = old;
  const { panels, title, ...rest } = now;
  const facts = [
    ...differs("title", oldTitle, title),
    ...fieldDiffs(withoutMarks(oldRest), withoutMarks(rest)).map(spoken).flatMap(fieldFact),
  ];
  return [
    ...(facts.length > 0 ? [change("dashboard", title, facts)] : []),
    ...oldPanels.flatMap((oldPanel) => {
      const panel = panels.find(({ id }) => id === oldPanel.id);
      if (!panel) return [];
      const different = panelFacts(oldPanel, panel);
      const name = nameOf({ dashboard: now, panel });
      return different.length > 0 ? [change("panel", name, different)] : [];
    }),
  ];
}

/** Without the annotations of firing alerts: links between alerts and panels are reported with the panels. */
function withoutMarks<D extends object>(dashboard: D): D {
  const { annotations } = dashboard as { readonly annotations?: Annotations };
  const list = annotations?.list?.filter(({ expr }) => !expr?.startsWith("ALERTS{"));
  return list ? { ...dashboard, annotations: { ...annotations, list } } : dashboard;
}

interface Annotations {
  readonly list?: readonly { readonly expr?: string }[];
}

/** `templating.list` is what people know as variables. */
function spoken(diff: ReturnType<typeof fieldDiffs>[number]) {
  const [first = "", second = "", ...rest] = diff.path;
  if (first === "templating") return { ...diff, path: ["variable", ...rest] };
  if (first === "annotations") return { ...diff, path: ["annotation", ...rest] };
  return { ...diff, path: second === "" ? [first] : [first, second, ...rest] };
}

function drawnFacts({ targets = [] }: Panel): readonly Fact[] {
  const [only, ...more] = targets;
  if (!only) return [];
  return more.length > 0
    ? [{ what: `draws ${targets.length} queries` }]
    : [{ what: `draws ${shortened(only.expr ?? "")}` }];
}

function nameOf({ dashboard, panel }: Place): string {
  return `${dashboard.title} / ${panel.title}`;
}

function placesOf(dashboards: Dashboards): readonly Place[] {
  return [...dashboards.values()].flatMap((dashboard) =>
    dashboard.panels.map((panel) => ({ dashboard, panel })),
  );
}

function has(dashboards: Dashboards, { dashboard: { uid }, panel: { id } }: Place): boolean {
  return dashboards.get(uid)?.panels.some((panel) => panel.id === id) ?? false;
}

/** What a panel shows, regardless of its position. */
function draws({ title, targets = [] }: Panel): string {
  return JSON.stringify([title, targets.map(({ expr }) => expr)]);
}
