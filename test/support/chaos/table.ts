import { table } from "../../../tools/table";
import type { Asked } from "./asking";
import type { Gap } from "./gaps";
import type { Row } from "./rows";

const HEADINGS = [
  "fault",
  "incidents",
  "missed",
  "paged again",
  "posted again",
  "unresolved",
  "slowest page",
  "queries",
  "failed",
  "gaps",
  "longest",
];

/** The results of a trial, one line each. @param absent faults that were impossible, and why */
export function trialTable(
  rows: readonly Row[],
  absent: readonly { readonly name: string; readonly of: string; readonly pods: number }[],
): string {
  const cells = rows.map(({ name, sum, postedAgain, asked, gaps }) => [
    name,
    String(sum.incidents),
    String(sum.missed),
    String(sum.pagedAgain),
    String(postedAgain),
    String(sum.unresolved),
    `${sum.slowestSeconds.toFixed(1)} s`,
    String(asked.length),
    String(failedOf(asked).length),
    String(gaps.length),
    gaps.length === 0 ? "-" : `${longest(gaps).toFixed(1)} s`,
  ]);
  return [
    ...table([HEADINGS, ...cells]),
    ...absent.map(
      ({ name, of, pods }) =>
        `${name}: not caused, for there ${pods === 1 ? "is" : "are"} not ${String(pods)} of ${of} here.`,
    ),
  ].join("\n");
}

/** The queries that failed. */
export function failedOf(asked: readonly Asked[]): readonly Asked[] {
  return asked.filter(({ why }) => why !== undefined);
}

function longest(gaps: readonly Gap[]): number {
  return Math.max(...gaps.map(({ from, to }) => to - from));
}
