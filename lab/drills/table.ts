import type { Outcome } from "./run";

const HEADINGS = ["alert", "pending", "firing", "delivered", "worst case", "resolved", "heard by"];

/** What came of all drills, a line each, times in seconds. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((each) => [
    each.alert,
    inSeconds(each.pendingMs),
    inSeconds(each.firingMs),
    inSeconds(each.deliveredMs),
    inSeconds(each.worstMs),
    inSeconds(each.resolvedMs),
    (each.missing ?? each.heardBy.join(", ")) +
      (each.attempts === undefined ? "" : ` (attempt ${String(each.attempts)})`),
  ]);
  const all = [HEADINGS, ...rows];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? "").length)),
  );
  const proven = outcomes.filter(({ missing }) => missing === undefined).length;
  return [
    ...all.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    ),
    "",
    `${String(proven)} of ${String(outcomes.length)} alerts proven.`,
  ].join("\n");
}

function inSeconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "-" : `${(milliseconds / 1000).toFixed(1)} s`;
}
