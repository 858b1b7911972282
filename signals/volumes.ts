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

/** Identifies a volume, whichever nodes and pods have mounted it. */
const EACH = by("namespace", "persistentvolumeclaim");

/** With more than this free, a trend does not matter yet: a volume that was just emptied fills up again. */
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
 * The time until each volume is full if it keeps filling as it did over `trend`; no value for a volume that is not
 * filling. A panel and an alert measure over the same time, because a trend over a panel's own window would be noise.
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
 * A volume that would be full within `limit` if it kept filling as it did over `trend`, that filled in each quarter of
 * that time, and that is at least half full; or one that would be full much sooner, by the trend over a fraction of
 * that time.
 *
 * The limit is written as a duration (`4d`), so that a stack's timeScale shortens it together with the trend's window.
 * A plain number would stay four real days, for which a slope seen for minutes would fill anything.
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

/**
 * A volume that fills within hours is judged over 1/FASTER of the window, and must be full within the limit divided by
 * both factors.
 */
const FASTER = 8;
const SOONER = 6;

/** How fast a volume fills, and over how long that is measured. */
interface Pace {
  /** Milliseconds in which it would be full. */
  readonly limit: number;
  readonly trend: Duration;
}

/** The steps from one quarter of a window to the next: a single large write shows in at most two of these steps. */
const STEPS = [0, 1, 2] as const;
/** The least that each step may be, as a share of the mean step. */
const LEAST_STEP = 0.4;

/**
 * Full within the limit, both by the trend and by the loss from the mean of the first quarter of the window to that of
 * the last, with each quarter contributing its part of the loss. Space that comes and goes, such as a write-ahead log
 * every two hours, is in the means of all quarters.
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

/** The mean free space in one quarter of a window: the last quarter, or the one `before` quarters earlier. */
function meanFree(quarter: number, before: number) {
  const range = formatDuration(quarter);
  return before === 0
    ? promql`min by (${EACH}) (avg_over_time(${available}[${range}]))`
    : promql`min by (${EACH}) (avg_over_time(${available}[${range}] offset ${formatDuration(before * quarter)}))`;
}

function milliseconds({ value }: Quantity<"seconds">): number {
  return Math.round(value * 1000);
}
