type Row = readonly string[];

/** Formats rows as lines, with each column as wide as its widest cell. */
export function table(rows: readonly Row[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  }
  return rows.map((row) => tableLine(row, widths));
}

/** One line of a table with given column widths. */
export function tableLine(row: Row, widths: readonly number[]): string {
  return row
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .join("  ")
    .trimEnd();
}
