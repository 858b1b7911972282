import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import type { Dashboard } from "./grafana";
import { COLUMNS } from "./layout";

/** Higher than the id of any panel. */
const FIRST_TITLE_ID = 1001;

/**
 * A dashboard as Grafana reads it from a file: the title of each section becomes a row, which contains its panels if it
 * is collapsed.
 */
export function dashboardFile({ headings, panels, ...dashboard }: Dashboard): object {
  const hidden = new Set(headings.flatMap((each) => (each.collapsed ? each.panels : [])));
  const rows = headings.map(({ title, collapsed, y, panels: under }, i): sdk.RowPanel => {
    const held = panels.filter(({ id }) => collapsed && under.includes(id ?? 0));
    const row = new sdk.RowBuilder(title)
      .id(FIRST_TITLE_ID + i)
      .collapsed(collapsed)
      .gridPos({ x: 0, y, w: COLUMNS, h: 1 });
    return { ...row.build(), panels: held };
  });
  const open = panels.filter(({ id }) => !hidden.has(id ?? 0));
  const all: readonly (sdk.Panel | sdk.RowPanel)[] = [...open, ...rows];
  return { ...dashboard, panels: all.toSorted((a, b) => topOf(a) - topOf(b)) };
}

function topOf({ gridPos }: sdk.Panel | sdk.RowPanel): number {
  return gridPos?.y ?? 0;
}

/** The content of that file. */
export function dashboardText(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboardFile(dashboard), null, 2)}\n`;
}
