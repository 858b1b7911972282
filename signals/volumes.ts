import { kubelet as m } from "./exporters/kubelet";
import { formatDuration, parseDuration } from "./promql/duration";
import { by, promql } from "./promql/promql";
import { where } from "./promql/selector";
import { Condition, Signal } from "./promql/signal";
import { percent } from "./promql/units";
import type { Duration, Quantity } from "./promql/units";
import { quantityText } from "./promql/words";

const JOB = { job: "kubelet" } as const;
const available = where(m.kubelet_volume_stats_available_bytes, JOB);
const capacity = where(m.kubelet_volume_stats_capacity_bytes, JOB);

/** A volume, whichever nodes and pods have mounted it. */
const EACH = by("namespace", "persistentvolumeclaim");

/** With more than this left, a trend is of no concern yet: a volume that was just emptied fills up again. */
const HALF = percent(50);

export const volumeFree = new Signal({
  title: "Space left",
  description: "Share of each volume that is free.",
  unit: "ratio",
  query: () => promql`min by (${EACH}) (${available} / (${capacity} > 0))`,
});

export const volumeFreeBytes = new Signal({
  title: "Bytes left",
  description: "Free bytes of each volume.",
  unit: "bytes",
  query: () => promql`min by (${EACH}) (${available})`,
});

export const volumeFreeFiles = new Signal({
  title: "Files left",
  description: "Share of each volume's inodes that is free; empty if its file system has no limit.",
  unit: "ratio",
  query: () => promql`
    min by (${EACH}) (
      ${where(m.kubelet_volume_stats_inodes_free, JOB)}
        / (${where(m.kubelet_volume_stats_inodes, JOB)} > 0))`,
});

/**
 * How soon each volume is full if it goes on filling as over `trend`, and nothing for one that does not shrink.
 * A panel and an alert measure over the same time: a trend over a panel's own window would be noise.
 */
export function untilFull(trend: Duration) {
  return new Signal({
    title: "Time until full",
    description:
      "Time until each volume is full at its recent rate; empty for volumes that do not fill up.",
    unit: "seconds",
    query: () => promql`min by (${EACH}) (${available} / -(deriv(${available}[${trend}]) < 0))`,
  });
}

/**
 * A volume that would be full within `limit` if it went on filling as over `trend`, that has filled in each quarter
 * of it, and is half full at least; or the same much sooner, by a trend over a part of that time.
 *
 * The limit is written as a duration (`4d`), so that a stack's timeScale shortens it as it does the trend's window:
 * a plain number would stay four real days, in which any slope seen for minutes fills anything.
 */
export function filling(limit: Quantity<"seconds">, trend: Duration) {
  const slow = { limit: milliseconds(limit), trend };
  const fast = {
    limit: slow.limit / (FASTER * SOONER),
    trend: formatDuration(parseDuration(trend) / FASTER),
  };
  const half = promql`${volumeFree.query(trend)} < ${HALF.value}`;
  const words = [fast, slow].map(
    (pace) => `below ${formatDuration(pace.limit)}, by its trend over ${pace.trend}`,
  );
  return new Condition(
    promql`${promql`${steadily(fast)} or ${steadily(slow)}`} and ${half}`,
    "seconds",
    `*${untilFull(trend).title}* ${words.join(", or ")}, having filled in each quarter of it, and *${volumeFree.title}* below ${quantityText(HALF.value, HALF.unit)}`,
    [untilFull(trend), volumeFree],
  );
}

/** What fills within hours is seen over a part of the window, and is told where it is full in much less time. */
const FASTER = 8;
const SOONER = 6;

/** How fast a volume fills, and over how long that is measured. */
interface Pace {
  /** Milliseconds in which it would be full. */
  readonly limit: number;
  readonly trend: Duration;
}

/** From one quarter of a window to the next: what was written at once is in two of these steps at the most. */
const STEPS = [0, 1, 2] as const;
/** How much less than the mean step each may be. */
const LEAST_STEP = 0.4;

/**
 * Full within the limit, by the trend and by what the mean of a quarter of the window has lost since its first quarter,
 * and each quarter has lost its part of that. What comes and goes, as a write-ahead log does every two hours, is in the
 * means of all quarters.
 */
function steadily({ limit, trend }: Pace) {
  const quarter = parseDuration(trend) / (STEPS.length + 1);
  const mean = (before: number) => meanFree(quarter, before);
  const lost = promql`${mean(STEPS.length)} - ${mean(0)} > 0`;
  const left = promql`min by (${EACH}) (${available})`;
  const soon = promql`
    ${untilFull(trend).query(trend)} < ${formatDuration(limit)}
      and ${left} / ${lost} * ${formatDuration(STEPS.length * quarter)} < ${formatDuration(limit)}`;
  return STEPS.map((step) => {
    const of = promql`${mean(step + 1)} - ${mean(step)}`;
    return promql`${of} > ${LEAST_STEP} / ${STEPS.length} * ${lost}`;
  }).reduce((all, each) => promql`${all} and ${each}`, soon);
}

/** The mean of what was free in a quarter of a window: the last, or one so many before it. */
function meanFree(quarter: number, before: number) {
  const range = formatDuration(quarter);
  return before === 0
    ? promql`min by (${EACH}) (avg_over_time(${available}[${range}]))`
    : promql`min by (${EACH}) (avg_over_time(${available}[${range}] offset ${formatDuration(before * quarter)}))`;
}

function milliseconds({ value }: Quantity<"seconds">): number {
  return Math.round(value * 1000);
}
