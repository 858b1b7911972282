import { limited } from "../../tools/limited";
import type { Ask, Yield } from "./ask";
import type { Answer, DashboardJson, Mark, Side } from "./drawing";
import { filled, nameOf } from "./names";
import { askedBy, type MarkQuery, type PanelQuery, type Shown } from "./queries";

/** How many queries to send to one Prometheus at the same time. */
const AT_ONCE = 8;

/**
 * Runs all queries of a dashboard.
 *
 * @returns rejects with a Problem if Prometheus does not answer; an error of a query becomes part of its panel
 */
export async function sideOf(
  dashboard: DashboardJson,
  shown: Shown,
  ask: Ask,
): Promise<Omit<Side, "differences">> {
  const { panels, marks } = askedBy(dashboard, shown);
  const yields = await limited([...panels, ...marks], AT_ONCE, (query) => ask(query, shown.range));
  const answers: Record<number, Answer[]> = {};
  panels.forEach((query, i) => {
    (answers[query.panelId] ??= []).push(answerOf(query, yields[i] ?? NOTHING));
  });
  return {
    dashboard,
    answers,
    marks: marks.flatMap((query, i) => marksOf(query, yields[panels.length + i] ?? NOTHING)),
  };
}

const NOTHING: Yield = { series: [] };

function answerOf({ refId, legend, step, table }: PanelQuery, yielded: Yield): Answer {
  const rest = { refId, ...(step !== undefined && { step }), ...(table && { table }) };
  if ("error" in yielded) return { ...rest, series: [], error: yielded.error };
  return {
    ...rest,
    series: yielded.series.map((each) => ({ ...each, name: nameOf(each.labels, legend) })),
  };
}

/** Consecutive points become one mark, as in Grafana. */
export function marksOf({ annotation, step }: MarkQuery, yielded: Yield): readonly Mark[] {
  if ("error" in yielded) return [];
  const { titleFormat = "", textFormat = "", iconColor = "blue" } = annotation;
  return yielded.series.flatMap(({ labels, points }) => {
    const texts = { title: filled(titleFormat, labels), text: filled(textFormat, labels) };
    const stretches: { from: number; to: number }[] = [];
    for (const [time] of points) {
      const last = stretches.at(-1);
      if (last && time - last.to <= step) last.to = time;
      else stretches.push({ from: time, to: time });
    }
    return stretches.map((stretch) => ({ ...stretch, ...texts, color: iconColor }));
  });
}
