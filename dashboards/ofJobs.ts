import { mayBeOf, readsOf } from "../signals/promql/reads";
import { SERIES } from "../signals/series";
import type { Job } from "../signals/exporters/targets";
import type { Dashboard } from "./grafana";

type Panel = Dashboard["panels"][number];
type Cell = NonNullable<Panel["gridPos"]>;

/** A dashboard without the panels that read nothing but jobs which are not scraped, its rows moved together. */
export function ofJobs(dashboard: Dashboard, jobs: readonly Job[]): Dashboard {
  const shown = dashboard.panels.filter((panel) => readsAny(panel, jobs));
  if (shown.length === dashboard.panels.length) return dashboard;
  return { ...dashboard, panels: movedTogether(shown) };
}

function readsAny({ targets = [] }: Panel, jobs: readonly Job[]): boolean {
  const reads = targets.flatMap((target) => {
    const { expr } = target as { readonly expr?: string };
    return expr === undefined ? [] : readsOf(expr);
  });
  return reads.length === 0 || reads.some((read) => mayBeScraped(read, jobs));
}

/** What no catalog has is made by rules, or by Prometheus of each scrape. */
function mayBeScraped(read: ReturnType<typeof readsOf>[number], jobs: readonly Job[]): boolean {
  const known = SERIES.get(read.series)?.jobs ?? [];
  const may = known.filter((job) => mayBeOf(read, job));
  return may.length === 0 || may.some((job) => jobs.includes(job));
}

/** Each row of panels that are left right below the one before, and its panels from the left on, as wide as they were. */
function movedTogether(panels: readonly Panel[]): readonly Panel[] {
  const cellOf = ({ gridPos }: Panel): Cell => gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
  const rows = [...new Set(panels.map((panel) => cellOf(panel).y))].sort((a, b) => a - b);
  let y = 0;
  return rows.flatMap((row) => {
    const inRow = panels.filter((panel) => cellOf(panel).y === row);
    const top = y;
    y += Math.max(...inRow.map((panel) => cellOf(panel).h));
    let x = 0;
    return inRow.map((panel) => {
      const gridPos = { ...cellOf(panel), x, y: top };
      x += gridPos.w;
      return { ...panel, gridPos };
    });
  });
}
