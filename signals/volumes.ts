import { kubelet as m } from "./exporters/kubelet";
import { formatDuration } from "./promql/duration";
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
  description: "Bytes left in each volume.",
  unit: "bytes",
  query: () => promql`min by (${EACH}) (${available})`,
});

export const volumeFreeFiles = new Signal({
  title: "Files left",
  description:
    "Share of the files that each volume has room for which it could still take; empty where its file system sets no limit.",
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
      "How soon each volume is full if it goes on filling as it lately did; empty for one that does not fill.",
    unit: "seconds",
    query: () => promql`min by (${EACH}) (${available} / -(deriv(${available}[${trend}]) < 0))`,
  });
}

/**
 * A volume that would be full within `limit` if it went on filling as over `trend`, and is half full at least.
 *
 * The limit is written as a duration (`4d`), so that a stack's timeScale shortens it as it does the trend's window:
 * a plain number would stay four real days, in which any slope seen for minutes fills anything.
 */
export function filling(limit: Quantity<"seconds">, trend: Duration) {
  const soon = formatDuration(Math.round(limit.value * 1000));
  const full = untilFull(trend);
  return new Condition(
    promql`${full.query(trend)} < ${soon} and ${volumeFree.query(trend)} < ${HALF.value}`,
    "seconds",
    `*${full.title}* below ${soon}, by its trend over ${trend}, and *${volumeFree.title}* below ${quantityText(HALF.value, HALF.unit)}`,
    [full, volumeFree],
  );
}
