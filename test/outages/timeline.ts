import { answersOf, EVALUATION_SECONDS, type Labels } from "./engine";
import type { Outage } from "./outage";
import type { RulesFile } from "./rules";
import { SCRAPE_SECONDS, seriesOf } from "./series";

/** An alert that fired once, without a break; seconds since the beginning of the series. */
export interface Firing {
  readonly labels: Labels;
  readonly begins: number;
  /** Undefined where it fires still. */
  readonly ends: number | undefined;
}

/** Which alerts fire in an outage, from when to when. */
export async function timelineOf(outage: Outage, rules: RulesFile): Promise<readonly Firing[]> {
  const series = seriesOf(outage);
  const [samples = []] = series.values();
  const seconds = (samples.length - 1) * SCRAPE_SECONDS;
  const times = Array.from(
    { length: Math.floor(seconds / EVALUATION_SECONDS) },
    (_, index) => (index + 1) * EVALUATION_SECONDS,
  );
  return firings(times, await answersOf(series, rules, 'ALERTS{alertstate="firing"}', times));
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
