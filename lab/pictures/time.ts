import { Problem } from "../../tools/problem";

/** In milliseconds since 1970. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
};

/**
 * A time range as in Grafana's URLs: `now-6h`, `now`, or a date.
 *
 * @throws Problem if an end is neither, or the end is before the start
 */
export function rangeOf(from: string, to: string, now: number): Range {
  const range = { from: momentOf(from, now), to: momentOf(to, now) };
  if (range.from < range.to) return range;
  throw new Problem(
    `${from} is not before ${to}.`,
    "Give an earlier --from or a later --to, such as --from now-1h --to now.",
  );
}

function momentOf(text: string, now: number): number {
  const [relative, count, unit = ""] = /^now(?:-(\d+)([smhdw]))?$/.exec(text) ?? [];
  const moment =
    relative === undefined ? dateOf(text) : now - Number(count ?? 0) * (UNITS[unit] ?? 0);
  if (Number.isFinite(moment)) return moment;
  throw new Problem(
    `"${text}" is not a time.`,
    'Write it as Grafana does, such as now-6h, or as a date, such as "2026-01-31T12:00:00Z".',
  );
}

/** Date.parse() accepts many texts that are not dates, such as "now-6". */
function dateOf(text: string): number {
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
}

/** The steps that Grafana uses, in seconds; above them, whole days. */
const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600];
const MORE_STEPS = [7200, 10_800, 21_600, 43_200, 86_400];
const DAY_SECONDS = DAY / SECOND;

/**
 * The time between the points of a line, in seconds: one point per pixel, but never less than a scrape interval.
 *
 * @param points the maximum number of points
 * @param scrapeSeconds the scrape interval
 */
export function stepOf({ from, to }: Range, points: number, scrapeSeconds: number): number {
  const least = Math.max((to - from) / SECOND / points, scrapeSeconds);
  const step = [...STEPS, ...MORE_STEPS].find((each) => each >= least);
  // None of the steps is large enough: whole days.
  return step ?? Math.ceil(least / DAY_SECONDS) * DAY_SECONDS;
}

/** Grafana's value for `$__rate_interval`, in milliseconds. */
export function rateWindowOf(step: number, scrapeSeconds: number): number {
  return Math.ceil(Math.max(step + scrapeSeconds, 4 * scrapeSeconds)) * SECOND;
}
