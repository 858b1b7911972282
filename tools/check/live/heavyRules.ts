import type { StackModel } from "../../../infra/model-checks/stackModel";
import type { Finding } from "../../../infra/model-checks/finding";
import { textOf } from "../../../infra/model-checks/graph/graph";
import { ruleQueries } from "../../../infra/model-checks/graph/rules";

/** The default limit for the series that one rule may read: many times what a stack of ours has of any metric. */
export const MOST_SERIES = 10_000;

/** How many series a selector matches now, without those that ended within its range. */
export type SeriesCounter = (selector: string) => Promise<number>;

/**
 * Rules that read more series than a limit, measured on a running Prometheus. A series that a rule reads by several
 * selectors counts several times.
 */
export async function heavyRules(
  declared: StackModel,
  count: SeriesCounter,
  limit: number = MOST_SERIES,
): Promise<readonly Finding[]> {
  const rules = ruleQueries(declared);
  const counts = new Map<string, number>();
  for (const { text } of rules.flatMap(({ reads }) => reads)) {
    if (!counts.has(text)) counts.set(text, await count(text));
  }
  return rules.flatMap(({ from, reads }) => {
    const read = [...new Set(reads.map(({ text }) => text))]
      .map((text) => ({ text, series: counts.get(text) ?? 0 }))
      .sort((a, b) => b.series - a.series);
    const [most] = read;
    const sum = read.reduce((total, { series }) => total + series, 0);
    if (!most || sum <= limit) return [];
    return [
      {
        check: "heavy rule",
        what: `${textOf(from)} reads ${sum} series; the limit is ${limit}. ${most.series} of them are ${most.text}`,
        where: from.place,
        why: "Its evaluation delays all other rules, so alerts are late.",
        fix: "Narrow its selectors, or read a recording rule instead.",
      },
    ];
  });
}
