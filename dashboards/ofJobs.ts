import { mayBeOf, readsOf } from "../signals/promql/reads";
import { SERIES } from "../signals/series";
import type { Job } from "../signals/exporters/targets";
import type { Dashboard } from "./grafana";
import { TITLE_HEIGHT, type Heading } from "./layout";

type Panel = Dashboard["panels"][number];
type Cell = NonNullable<Panel["gridPos"]>;

/**
 * A dashboard without the panels that only read jobs which are not scraped, and without sections that are then empty;
 * the remaining panels are moved together.
 */
export function ofJobs(dashboard: Dashboard, jobs: readonly Job[]): Dashboard {
  const shown = dashboard.panels.filter((panel) => readsAny(panel, jobs));
  if (shown.length === dashboard.panels.length) return dashboard;
  return { ...dashboard, ...movedTogether(shown, dashboard.headings) };
}

function readsAny({ targets = [] }: Panel, jobs: readonly Job[]): boolean {
  const reads = targets.flatMap((target) => {
    const { expr } = target as { readonly expr?: string };
    return expr === undefined ? [] : readsOf(expr);
  });
  return reads.length === 0 || reads.some((read) => mayBeScraped(read, jobs));
}

/** Series that no catalog declares are made by rules, or by Prometheus for each scrape. */
function mayBeScraped(read: ReturnType<typeof readsOf>[number], jobs: readonly Job[]): boolean {
  const known = SERIES.get(read.series)?.jobs ?? [];
  const may = known.filter((job) => mayBeOf(read, job));
  return may.length === 0 || may.some((job) => jobs.includes(job));
}

/**
 * Moves each row of the remaining panels right below the previous one, and its panels to the left, with their widths
 * unchanged; the title of each section that still has panels stays above them.
 */
function movedTogether(
  panels: readonly Panel[],
  headings: readonly Heading[],
): Pick<Dashboard, "panels" | "headings"> {
  const cellOf = ({ gridPos }: Panel): Cell => gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
  const ids = new Set(panels.map(({ id }) => id));
  const titles = headings
    .map((heading) => ({ ...heading, panels: heading.panels.filter((id) => ids.has(id)) }))
    .filter((heading) => heading.panels.length > 0);
  const tops = new Set([...titles.map(({ y }) => y), ...panels.map((panel) => cellOf(panel).y)]);
  const moved: { panels: Panel[]; headings: Heading[] } = { panels: [], headings: [] };
  let y = 0;
  for (const top of [...tops].sort((a, b) => a - b)) {
    const title = titles.find((heading) => heading.y === top);
    if (title) {
      moved.headings.push({ ...title, y });
      y += TITLE_HEIGHT;
      continue;
    }
    const row = panels.filter((panel) => cellOf(panel).y === top);
    let x = 0;
    for (const panel of row) {
      const gridPos = { ...cellOf(panel), x, y };
      x += gridPos.w;
      moved.panels.push({ ...panel, gridPos });
    }
    y += Math.max(...row.map((panel) => cellOf(panel).h));
  }
  return moved;
}
