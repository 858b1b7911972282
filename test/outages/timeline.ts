import type { RuleGroup } from "../../alert-rules";
import { OUTAGE_LABEL } from "./apart";
import { answersTogether } from "./answersTogether";
import { answersOf, EVALUATION_SECONDS } from "./engine";
import type { Labels } from "../support/labels";
import type { Outage } from "./outage";
import { pagingRules } from "./rules";
import { SCRAPE_SECONDS, seriesOf, type Samples } from "./series";

/** An alert that fired without a break; seconds since the start of the series. */
export interface Firing {
  readonly labels: Labels;
  readonly begins: number;
  /** Undefined if it is still firing. */
  readonly ends: number | undefined;
}

const FIRING = 'ALERTS{alertstate="firing"}';

/** The alerts that page and fire in an outage, with their times. */
export async function timelineOf(
  outage: Outage,
  groups: readonly RuleGroup[],
): Promise<readonly Firing[]> {
  const series = seriesOf(outage);
  const times = evaluations(series);
  return firings(times, await answersOf(series, pagingRules(groups, series.keys()), FIRING, times));
}

/**
 * The same for several outages at once, in their order. It costs a fraction of playing each alone: most of the cost is
 * per rule, not per series.
 *
 * @param outages all of the same length
 * @param keepIn a folder for results, which are reused if the same was computed before
 */
export async function timelinesOf(
  outages: readonly Outage[],
  groups: readonly RuleGroup[],
  keepIn?: string,
): Promise<readonly (readonly Firing[])[]> {
  const series = outages.map(seriesOf);
  const times = evaluations(series[0] ?? new Map());
  const answers = await answersTogether(series, groups, FIRING, times, keepIn);
  const found = outages.map((): Firing[] => []);
  for (const { labels, ...when } of firings(times, answers)) {
    const { [OUTAGE_LABEL]: index, ...its } = labels;
    const of = found[Number(index)];
    if (!of) throw new Error(`${JSON.stringify(labels)} is of no outage.`);
    of.push({ ...when, labels: its });
  }
  return found;
}

function evaluations(series: ReadonlyMap<string, Samples>): readonly number[] {
  const [samples = []] = series.values();
  const seconds = (samples.length - 1) * SCRAPE_SECONDS;
  return Array.from(
    { length: Math.floor(seconds / EVALUATION_SECONDS) },
    (_, index) => (index + 1) * EVALUATION_SECONDS,
  );
}

function firings(
  times: readonly number[],
  at: ReadonlyMap<number, readonly Labels[]>,
): readonly Firing[] {
  const open = new Map<string, Firing>();
  const done: Firing[] = [];
  for (const time of times) {
    const now = new Map((at.get(time) ?? []).map((labels) => [JSON.stringify(labels), labels]));
    for (const [key, firing] of open) {
      if (now.has(key)) continue;
      done.push({ ...firing, ends: time });
      open.delete(key);
    }
    for (const [key, labels] of now) {
      if (!open.has(key)) open.set(key, { labels, begins: time, ends: undefined });
    }
  }
  return [...done, ...open.values()].sort((a, b) => a.begins - b.begins);
}
