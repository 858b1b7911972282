import { paragraphs, table } from "../../tools/reference/markdown";
import { PARTS, percent } from "./outage";
import { hasToBeTold } from "./toBeTold";
import type { Verdict } from "./verdict";

/**
 * What people were notified of, as Markdown before formatting.
 *
 * @param inGrid the number of outages in the whole grid
 */
export function outageTable(verdicts: readonly Verdict[], inGrid: number): string {
  const lengths = distinct(verdicts.map(({ outage }) => outage.minutes)).sort((a, b) => a - b);
  const kinds = distinct(verdicts.map(({ outage }) => `${outage.part} ${outage.depth}`));
  const rows = kinds.map((kind) => {
    const its = verdicts.filter(({ outage }) => `${outage.part} ${outage.depth}` === kind);
    const [{ outage } = { outage: undefined }] = its;
    const share = outage === undefined || outage.depth === 0 ? "" : `, ${percent(outage.depth)}`;
    return [
      outage === undefined ? "" : `${PARTS[outage.part]}${share}`,
      ...lengths.map((minutes) => cell(its.filter((each) => each.outage.minutes === minutes))),
    ];
  });
  const felt = verdicts.filter(({ outage }) => hasToBeTold(outage));
  const count = (has: (verdict: Verdict) => boolean) => verdicts.filter(has).length;
  return paragraphs(
    `${verdicts.length} of the grid's ${inGrid} outages: people feel ${felt.length} of them for ten minutes, and someone is paged for ${felt.filter(({ incidents }) => incidents > 0).length}; ${count(({ incidents }) => incidents > 1)} caused more than one incident; ${count(({ firstPage }) => firstPage !== undefined && firstPage < 0)} caused a page before they began.`,
    table(["what fails", ...lengths.map((minutes) => `${minutes} min`)], rows),
  );
}

/**
 * The minutes until the first page, from the fastest to the slowest, and how many outages were paged for unless all
 * were.
 */
function cell(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return "";
  const told = verdicts.flatMap(({ firstPage }) => firstPage ?? []).sort((a, b) => a - b);
  const [quickest] = told;
  const slowest = told.at(-1);
  if (quickest === undefined || slowest === undefined) return "–";
  const range = quickest === slowest ? `${quickest}` : `${quickest}–${slowest}`;
  return told.length === verdicts.length
    ? range
    : `${range} (${told.length} of ${verdicts.length})`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
