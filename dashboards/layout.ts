import type { Place } from "../signals/places";

/** The width of every dashboard, in Grafana's columns. */
export const COLUMNS = 24;
const ROW_HEIGHT = 8;
/** The height of a section's title. */
export const TITLE_HEIGHT = 1;

/** The names of panels that stand side by side. */
export type Row<N extends string = string> = readonly N[];

/** Rows under a title: the panels of one system, or for one question. */
export interface Section<N extends string = string> {
  readonly title: string;
  /** Whether it is collapsed at first, because only experts need it. @default false */
  readonly collapsed?: boolean;
  readonly rows: readonly Row<N>[];
}

/** The position of a panel in Grafana's grid, with every section open. */
export interface Cell<N extends string = string> {
  readonly name: N;
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The position of a section's title, and the panels under it. */
export interface Heading {
  readonly title: string;
  readonly collapsed: boolean;
  readonly y: number;
  /** The ids of the panels under it. */
  readonly panels: readonly number[];
}

/** The positions of a dashboard's panels and section titles. */
export interface Layout<N extends string = string> {
  readonly cells: readonly Cell<N>[];
  readonly headings: readonly Heading[];
}

/**
 * Assigns each panel its cell; the panels of a row divide its width evenly.
 *
 * @param heightOf the height of a row, in Grafana's units of 30 pixels
 * @throws if a row cannot be divided evenly, or if the rows do not show each panel exactly once
 */
export function layout<P extends Place, N extends keyof P["panels"] & string>(
  parts: readonly (Row<N> | Section<N>)[],
  { uid, panels }: P & { readonly panels: Readonly<Record<N, number>> },
  heightOf: (row: Row<N>) => number = () => ROW_HEIGHT,
): Layout<N> {
  const shown = parts.flatMap((part) => rowsOf(part).flat());
  const once = Object.keys(panels).filter((name) => shown.filter((n) => n === name).length !== 1);
  if (once.length > 0) {
    throw new Error(`${uid} must show each of its panels once. Fix its rows: ${once.join(", ")}`);
  }
  const cells: Cell<N>[] = [];
  const headings: Heading[] = [];
  let y = 0;
  for (const part of parts) {
    if (isSection(part)) {
      const { title, collapsed = false } = part;
      const under = part.rows.flat().map((name) => panels[name]);
      headings.push({ title, collapsed, y, panels: under });
      y += TITLE_HEIGHT;
    }
    for (const row of rowsOf(part)) {
      const w = widthOf(row, uid);
      const h = heightOf(row);
      cells.push(...row.map((name, x) => ({ name, id: panels[name], x: x * w, y, w, h })));
      y += h;
    }
  }
  return { cells, headings };
}

function isSection<N extends string>(part: Row<N> | Section<N>): part is Section<N> {
  return "rows" in part;
}

function rowsOf<N extends string>(part: Row<N> | Section<N>): readonly Row<N>[] {
  return isSection(part) ? part.rows : [part];
}

function widthOf(row: Row, uid: string): number {
  const w = COLUMNS / row.length;
  if (Number.isInteger(w)) return w;
  throw new Error(
    `${uid}: ${row.length} panels (${row.join(", ")}) cannot share ${COLUMNS} columns evenly. Put 1, 2, 3 or 4 in a row.`,
  );
}
