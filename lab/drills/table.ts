import { table } from "../../tools/table";
import type { Outcome } from "./run";

const HEADINGS = ["alert", "pending", "firing", "delivered", "worst case", "resolved", "receivers"];

/** The outcomes of all drills as a table, one line each, times in seconds. */
export function outcomesTable(outcomes: readonly Outcome[]): string {
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
  const proven = outcomes.filter(({ missing }) => missing === undefined).length;
  return [
    ...table([HEADINGS, ...rows]),
    "",
    `${String(proven)} of ${String(outcomes.length)} alerts proven.`,
  ].join("\n");
}

function inSeconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "-" : `${(milliseconds / 1000).toFixed(1)} s`;
}
