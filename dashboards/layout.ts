import type { Place } from "../signals/places";

/** The width of every dashboard, in Grafana's columns. */
export const COLUMNS = 24;
const ROW_HEIGHT = 8;

/** Where a panel stands, in Grafana's grid. */
export interface Cell<N extends string> {
  readonly name: N;
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/**
 * Gives each panel its cell; the panels of a row share its width evenly.
 *
 * @throws on a row that cannot be shared evenly, and where the rows do not show each panel just once
 */
export function place<P extends Place, N extends keyof P["panels"] & string>(
  rows: readonly (readonly N[])[],
  { uid, panels }: P & { readonly panels: Readonly<Record<N, number>> },
): Cell<N>[] {
  const shown = rows.flat();
  const once = Object.keys(panels).filter((name) => shown.filter((n) => n === name).length !== 1);
  if (once.length > 0) {
    throw new Error(`${uid} must show each of its panels once. Mend its rows: ${once.join(", ")}`);
  }
  return rows.flatMap((row, y) => {
    const w = COLUMNS / row.length;
    if (!Number.isInteger(w)) {
      throw new Error(
        `${uid}: ${row.length} panels (${row.join(", ")}) cannot share ${COLUMNS} columns evenly. Put 1, 2, 3 or 4 in a row.`,
      );
    }
    return row.map((name, x) => ({
      name,
      id: panels[name],
      x: x * w,
      y: y * ROW_HEIGHT,
      w,
      h: ROW_HEIGHT,
    }));
  });
}
